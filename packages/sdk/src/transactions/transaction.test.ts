import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flowRun } from '../context/flow-run.ts'
import { taskRun } from '../context/task-run.ts'
import { DefinitionError, MillraceError } from '../errors.ts'
import { flow } from '../flow.ts'
import { memoryLocks } from '../locks/memory-locks.ts'
import { localStorage } from '../results/local-storage.ts'
import { task } from '../task.ts'
import { openTestServer } from '../testing/test-server.ts'
import { activeTransaction, currentTransaction } from './active.ts'
import { transaction } from './open-transaction.ts'
import type { Transaction } from './transaction.ts'

let folder = ''
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'millrace-transactions-'))))
afterAll(async () => await rm(folder, { recursive: true, force: true }))
let stores = 0
const newStore = (): { resultStorage: ReturnType<typeof localStorage> } => ({
  resultStorage: localStorage(join(folder, `${(stores += 1)}`)),
})

/** Options that note in `seen` what happens to the transaction. */
const noting = (
  seen: string[],
  name: string,
): { onCommit: (tx: Transaction) => unknown; onRollback: (tx: Transaction) => unknown; retries: number } => ({
  retries: 0,
  onCommit: () => seen.push(`${name} committed`),
  onRollback: () => seen.push(`${name} rolled back`),
})

describe('a transaction', () => {
  test('commits when its code returns, and rolls back when it throws, which it passes on', async () => {
    const seen: string[] = []
    const { onCommit, onRollback } = noting(seen, 'it')
    const done = await transaction({ onCommit, onRollback }, async (tx) => {
      expect(tx.state).toBe('ACTIVE')
      return tx
    })
    expect(done.state).toBe('COMMITTED')
    const failed = transaction({ onCommit, onRollback }, () => {
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(seen).toEqual(['it committed', 'it rolled back'])
  })

  test('keeps the staged value under its key, and is committed from the beginning where one is', async () => {
    const store = newStore()
    const options = { key: 'order-7', ...store }
    await transaction(options, (tx: Transaction<{ paid: boolean } | null>) => tx.stage(null))
    const second = await transaction(options, async (tx) => {
      tx.stage({ paid: false })
      return { committed: tx.isCommitted, value: await tx.read() }
    })
    expect(second).toEqual({ committed: true, value: null })
    await transaction({ ...options, overwrite: true }, (tx) => {
      expect(tx.isCommitted).toBe(false)
      tx.stage({ paid: true, at: new Date(0) })
    })
    expect(await transaction(options, (tx) => tx.read())).toEqual({ paid: true, at: new Date(0) })
    await transaction({ ...options, overwrite: true, writeOnCommit: false }, (tx) => tx.stage('unwritten'))
    expect(await transaction(options, (tx) => tx.read())).toMatchObject({ paid: true })
  })

  test('within another ends with that one, unless it is eager, and may be told never to commit by itself', async () => {
    const seen: string[] = []
    const store = newStore()
    await transaction(async (outer) => {
      await transaction({ key: 'lazy', ...store, ...noting(seen, 'lazy') }, (tx) => tx.stage(1))
      await transaction({ key: 'eager', commitMode: 'EAGER', ...store, ...noting(seen, 'eager') }, (tx) => tx.stage(2))
      seen.push('outer ends')
      expect(outer.isCommitted).toBe(false)
    })
    expect(seen).toEqual(['eager committed', 'outer ends', 'lazy committed'])
    const off = await transaction({ key: 'off', commitMode: 'OFF', ...store, ...noting(seen, 'off') }, (tx) => (tx.stage(3), tx))
    expect(off.isRolledBack).toBe(true)
    const told = await transaction({ key: 'told', commitMode: 'OFF', ...store }, async (tx) => {
      tx.stage(4)
      return await tx.commit()
    })
    expect(told).toBe(true)
    const kept = await Promise.all(['lazy', 'eager', 'off', 'told'].map((key) => transaction({ key, ...store }, (tx) => tx.read())))
    expect(kept).toEqual([1, 2, undefined, 4])
  })

  test('undoes what ended within it in reverse, also when one of the hooks fails', async () => {
    const seen: string[] = []
    const failing = {
      onRollback: [
        () => seen.push('second rolled back'),
        () => {
          throw new Error('cannot undo')
        },
      ],
    }
    const failed = transaction(noting(seen, 'outer'), async () => {
      await transaction(noting(seen, 'first'), () => undefined)
      await transaction(failing, () => undefined)
      await transaction(noting(seen, 'third'), () => undefined)
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(seen).toEqual(['outer rolled back', 'third rolled back', 'second rolled back', 'first rolled back'])
  })

  test('is rolled back when it cannot be committed: a hook of it, or of what is within it, failed', async () => {
    const seen: string[] = []
    const bad = {
      onCommit: () => {
        throw new Error('the mail server is away')
      },
      onRollback: () => seen.push('inner rolled back'),
    }
    const outer = await transaction(noting(seen, 'outer'), async (tx) => {
      await transaction(bad, () => undefined)
      return tx
    })
    expect(outer.state).toBe('ROLLED_BACK')
    expect(seen).toEqual(['inner rolled back', 'outer rolled back'])
  })

  test('keeps values for the code in it and within it, as copies', async () => {
    await transaction(async (outer) => {
      outer.set('list', [1, { n: 2 }])
      outer.set('socket', outer)
      await transaction(async (inner) => {
        const list = inner.get<[number, { n: number }]>('list')
        list[1].n = 3
        expect(inner.get('list')).toEqual([1, { n: 2 }])
        inner.set('list', list)
        expect(inner.get('list')).toEqual([1, { n: 3 }])
        expect(inner.get('socket')).toBe(outer)
        expect(inner.get('other', 'fallback')).toBe('fallback')
        expect(() => inner.get('other')).toThrow(MillraceError)
      })
      expect(outer.get('list')).toEqual([1, { n: 2 }])
    })
  })

  test('lasts until the end of a block with `await using`, and is rolled back there unless it was committed', async () => {
    const seen: string[] = []
    const store = newStore()
    const body = async (commit: boolean): Promise<void> => {
      await using tx = await transaction({ key: `block-${commit}`, ...store, ...noting(seen, `block ${commit}`) })
      await Promise.resolve()
      expect(currentTransaction()).toBe(tx)
      await transaction(noting(seen, 'inner'), () => undefined)
      tx.stage('value')
      if (commit) await tx.commit()
    }
    await body(true)
    await body(false)
    expect(activeTransaction.peek()).toBeUndefined()
    expect(seen).toEqual(['inner committed', 'block true committed', 'block false rolled back', 'inner rolled back'])
    expect(await transaction({ key: 'block-true', ...store }, (tx) => tx.read())).toBe('value')
  })

  test('that is serializable keeps others with its key out, and needs locks', async () => {
    const store = newStore()
    const options = { key: 'counter', isolationLevel: 'SERIALIZABLE', locks: memoryLocks(), ...store } as const
    let computed = 0
    const once = (): Promise<unknown> =>
      transaction(options, async (tx) => {
        if (tx.isCommitted) return await tx.read()
        computed += 1
        await new Promise((resolve) => setImmediate(resolve))
        tx.stage('the value')
        return 'the value'
      })
    expect(await Promise.all([once(), once(), once()])).toEqual(['the value', 'the value', 'the value'])
    expect(computed).toBe(1)
    expect(await memoryLocks().isLocked('counter')).toBe(false)
    await expect(transaction({ ...options, locks: undefined }, () => undefined)).rejects.toThrow(DefinitionError)
    await expect(transaction({ isolationLevel: 'SERIALIZABLE' }, () => undefined)).rejects.toThrow('where its locks are')
    // Within one transaction, the same lock is not waited for.
    const nested = transaction({ ...options, overwrite: true }, () => transaction({ ...options, overwrite: true }, () => 'within'))
    expect(await nested).toBe('within')
  })
})

describe('tasks in a transaction', () => {
  test('are rolled back with it when one of them fails for good', async () => {
    await using server = await openTestServer()
    const seen: string[] = []
    const first = task({ name: 'first', ...noting(seen, 'first') }, async () => 1)
    const second = task({ name: 'second', ...noting(seen, 'second') }, async () => 2)
    const flaky = task({ ...noting(seen, 'flaky'), retries: 1 }, async function flaky(fails: number) {
      if (taskRun().runCount <= fails) throw new Error('broken')
    })
    const outer = flow(async function outer() {
      await transaction(noting(seen, 'good'), async () => {
        await first()
        await flaky(1)
        await second.submit()
      })
      seen.push('—')
      const failed = transaction(noting(seen, 'bad'), async (tx) => {
        await Promise.all([first.submit(), second.submit()])
        // Also one whose error nobody minds.
        await flaky.returnState(2)
        return tx.state
      })
      return { state: await failed, id: flowRun().id }
    })
    const { state, id } = await server.run(() => outer())
    expect(state).toBe('ROLLED_BACK')
    expect(seen).toEqual([
      'first committed',
      'flaky committed',
      'second committed',
      'good committed',
      '—',
      'bad rolled back',
      'second rolled back',
      'first rolled back',
    ])
    const runs = await server.taskRuns(id, 6)
    expect(runs.map(({ name, state_name }) => `${name} ${state_name}`)).toEqual([
      'first-0 Completed',
      'flaky-0 Completed',
      'second-0 Completed',
      'first-1 RolledBack',
      'second-1 RolledBack',
      'flaky-1 Failed',
    ])
    expect(await server.taskStates(runs[3]?.id ?? '')).toEqual(['Pending', 'Running', 'Completed', 'RolledBack'])
  })

  test('are waited for, and keep nothing before it commits', async () => {
    await using server = await openTestServer()
    const seen: string[] = []
    const slow = task({ ...noting(seen, 'slow'), cache: { by: () => 'slow' } }, async function slow() {
      await new Promise((resolve) => setTimeout(resolve, 20))
      seen.push('slow ran')
      return 7
    })
    const outer = flow({ persistResult: false }, async function outer(fails: boolean) {
      await transaction(async () => {
        slow.submit()
        if (fails) throw new Error('no')
      })
    })
    await server.run(() => outer.returnState(true))
    await expect(readdir(join(server.home, 'storage'))).rejects.toThrow('ENOENT')
    await server.run(() => outer(false))
    expect(await readdir(join(server.home, 'storage'))).toHaveLength(1)
    expect(seen).toEqual(['slow ran', 'slow rolled back', 'slow ran', 'slow committed'])
  })

  test('that were rolled back are repeated in the next attempt, those that were not are not', async () => {
    await using server = await openTestServer()
    const seen: string[] = []
    const charge = task(noting(seen, 'charge'), async function charge() {
      seen.push('charged')
    })
    const note = task(async function note() {
      seen.push('noted')
    })
    const order = flow({ retries: 1 }, async function order() {
      await note()
      await transaction(async () => {
        await charge()
        if (flowRun().runCount === 1) throw new Error('the mail server is away')
      })
    })
    await server.run(() => order())
    expect(seen).toEqual(['noted', 'charged', 'charge rolled back', 'charged', 'charge committed'])
  })

  test('called in a task are rolled back when that fails, and between its attempts', async () => {
    await using server = await openTestServer()
    const seen: string[] = []
    const inner = task(noting(seen, 'inner'), async function inner() {
      return currentTransaction() !== undefined
    })
    const around = task({ ...noting(seen, 'around'), retries: 1 }, async function around(fails: number) {
      await inner()
      if (taskRun().runCount <= fails) throw new Error('no')
    })
    const outer = flow(async function outer() {
      await around(1)
      seen.push('—')
      await around.returnState(2)
    })
    await server.run(() => outer())
    expect(seen).toEqual(['inner rolled back', 'inner committed', 'around committed', '—', 'inner rolled back', 'inner rolled back'])
  })

  test('is RolledBack itself when its commit hook fails', async () => {
    await using server = await openTestServer()
    const hasty = task(
      {
        onCommit: () => {
          throw new Error('cannot commit')
        },
      },
      async function hasty() {
        return 1
      },
    )
    const outer = flow(async function outer() {
      const state = await hasty.withOptions({ onRollback: () => undefined }).returnState()
      return { name: state.name, value: state.result() }
    })
    expect(await server.run(() => outer())).toEqual({ name: 'RolledBack', value: 1 })
  })
})
