import { expect, test } from 'vitest'
import { NotSendable, TaskNotLoadable } from '../calls/errors.ts'
import { flow } from '../flow.ts'
import type { TaskFuture } from '../futures/task-future.ts'
import { task } from '../task.ts'
import * as tasks from '../testing/placed-tasks.ts'
import type { Suite } from './runner-world.testsuite.ts'

/** What goes to a task and comes back from it: values, errors, states, and no more of them ahead than need be. */
export function describeHandingOver({ world, traits }: Suite): void {
  const { parallel, elsewhere, many = 500, copiedAhead = 2 * parallel(2) } = traits

  test('hands over what is data as it is', async () => {
    await using here = await world()
    const given = {
      date: new Date(0),
      map: new Map([['key', new Set([1, 2n])]]),
      bytes: new Uint8Array([1, 2, 3]),
      buffer: Buffer.from('buffer'),
      inMap: new Map([['buffer', Buffer.from('in a map')]]),
      url: new URL('http://127.0.0.1/path?query=1'),
      nothing: [undefined, null, Number.NaN, -0],
      expression: /a+/gi,
    }
    const echoing = flow({ taskRunner: here.runner }, async function echoing() {
      return await tasks.echo.submit(given)
    })
    const got = (await here.server.run(() => echoing())) as typeof given
    expect(got).toEqual(given)
    expect([Buffer.isBuffer(got.buffer), Buffer.isBuffer(got.inMap.get('buffer')), Object.is(got.nothing[3], -0)]).toEqual([
      true,
      true,
      true,
    ])
  })

  test.runIf(elsewhere)('names what cannot be handed over', async () => {
    await using here = await world()
    class Account {
      owner = 'me'
    }
    const local = task(async function local() {
      return 1
    })
    const wrong = flow({ taskRunner: here.runner }, async function wrong() {
      const states = await Promise.all([
        tasks.echo.submit({ deep: [{ callback: () => 1 }] }).wait(),
        tasks.echo.submit(new Account()).wait(),
        tasks.returningFunction.submit().wait(),
        local.submit().wait(),
      ])
      return states.map(({ outcome }) => (outcome !== undefined && 'error' in outcome ? outcome.error : undefined))
    })
    const errors = (await here.server.run(() => wrong())) as Error[]
    expect(errors.map((error) => error.constructor)).toEqual([NotSendable, NotSendable, NotSendable, TaskNotLoadable])
    const messages = errors.map(({ message }) => message)
    expect(messages[0]).toContain("argument `value` of task 'echo'")
    expect(messages[0]).toContain(".deep[0].callback is a function ('callback')")
    expect(messages[1]).toContain('an instance of Account')
    expect(messages[2]).toContain("the result of task 'returningFunction'")
    expect(messages[3]).toContain("no task 'local'")
    expect(messages[3]).toContain('must be made at the top level of its file')
  })

  test('gives back errors with class, code and cause, and states that a task returned', async () => {
    await using here = await world()
    const failing = flow({ taskRunner: here.runner }, async function failing() {
      const thrown = await tasks.failing
        .submit()
        .result()
        .catch((error: unknown) => error)
      return { thrown, state: await tasks.undecided.submit().wait() }
    })
    const { thrown, state } = await here.server.run(() => failing())
    expect(thrown).toBeInstanceOf(RangeError)
    expect(thrown).toMatchObject({ message: 'out of range', code: 'E_RANGE', cause: { name: 'TypeError', message: 'deep' } })
    expect((thrown as Error).stack).toContain('placed-tasks')
    expect(state.toString()).toBe("Failed('decided to fail')")
  })

  test(`maps over ${many} inputs, and copies only a few of them ahead`, { timeout: 600_000 }, async () => {
    await using here = await world()
    const copied = new Set<number>()
    const inputs = Array.from({ length: many }, (_, index) => ({ index, payload: deeply(() => copied.add(index)) }))
    let done = 0
    let ahead = 0
    const mapping = flow({ taskRunner: here.runner }, async function mapping() {
      const futures = tasks.indexOf.map(inputs)
      const watch = async (future: TaskFuture<number>): Promise<void> => {
        await future.wait()
        done += 1
        ahead = Math.max(ahead, copied.size - done)
      }
      await Promise.all(futures.all().map(watch))
      return (await futures).reduce((total, index) => total + index, 0)
    })
    expect(await here.server.run(() => mapping())).toBe((many * (many - 1)) / 2)
    expect(ahead).toBeLessThanOrEqual(copiedAhead)
  })
}

/** Something whose inmost part tells when it is read; futures are not looked for that deep, so that only copying does. */
function deeply(read: () => unknown): object {
  const inmost = {
    get text() {
      read()
      return 'x'.repeat(1000)
    },
  }
  return Array.from({ length: 10 }).reduce<object>((within) => ({ within }), inmost)
}
