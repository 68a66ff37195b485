import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { runFlowRun } from '../engine/run-flow-run.ts'
import { flow } from '../flow.ts'
import * as tasks from '../testing/placed-tasks.ts'
import { transaction } from '../transactions/open-transaction.ts'
import { type Suite, textOf } from './runner-world.testsuite.ts'

/** What a task has wherever it runs: retries, the cache, its run and log, tasks and subflows of its own, transactions, limits. */
export function describeInside({ world }: Suite): void {
  test('retries, and counts the attempts', async () => {
    await using here = await world()
    const file = here.path('calls')
    let id = ''
    const trying = flow({ taskRunner: here.runner }, async function trying() {
      const future = tasks.flaky.submit(file, 2)
      id = future.taskRunId
      return await future
    })
    expect(await here.server.run(() => trying())).toBe(3)
    await vi.waitFor(async () => {
      const states = await here.server.taskStates(id)
      expect(states).toEqual(['Pending', 'Running', 'Retrying', 'Retrying', 'Completed'])
    }, 20_000)
  })

  test('takes results from the cache, and those of an earlier attempt at the flow run', async () => {
    await using here = await world()
    const file = here.path('calls')
    let attempts = 0
    const again = flow({ taskRunner: here.runner, persistResult: true }, async function again() {
      const results = [await tasks.cached.submit(file, 'c'), await tasks.cached.submit(file, 'c'), await tasks.kept.submit(file, 'k')]
      attempts += 1
      if (attempts === 1) throw new Error('halfway')
      return results
    })
    const { client } = here.server
    const { id: flow_id } = await client.flows.create({ body: { name: again.name } })
    const { id } = await client.flowRuns.create({ body: { flow_id } })
    expect((await runFlowRun(id, { client, flow: again })).isFailed).toBe(true)
    expect((await runFlowRun(id, { client, flow: again })).result()).toEqual(['C', 'C', 'K'])
    expect(await textOf(file)).toBe('c\nk\n')
  })

  test('has runs, log, artifacts, tasks and subflows inside a task', async () => {
    await using here = await world()
    let id = ''
    const around = flow({ taskRunner: here.runner, tags: ['outer'], flowRunName: 'the {_label}' }, async function around(_label: string) {
      const future = tasks.sociable.withOptions({ name: 'renamed' }).submit(3)
      id = future.taskRunId
      return await future
    })
    const state = await here.server.run(() => around.returnState('whole'))
    const result = state.result()
    expect(result).toEqual({
      submitted: 81,
      throughFlow: 9,
      task: { name: 'renamed-0', parameters: { number: 3 }, tags: ['own'], runCount: 1 },
      flow: { name: 'the whole', parameters: { _label: 'whole' } },
    })
    const { client } = here.server
    const own = await client.taskRuns.read({ params: { id } })
    const flowRunId = own.flow_run_id ?? ''
    const runs = await here.server.taskRuns(flowRunId, 4)
    expect(runs.map(({ state_type }) => state_type)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED', 'COMPLETED'])
    expect(runs.filter(({ task_inputs: inputs }) => inputs['__parents__']?.some((input) => 'id' in input && input.id === id))).toHaveLength(
      2,
    )
    const artifacts = await client.artifacts.filter({ body: { artifacts: { flow_run_id: { any_: [flowRunId] } } } })
    expect(artifacts).toMatchObject([{ task_run_id: id, flow_run_id: flowRunId }])
    const messages = await vi.waitFor(async () => {
      const logs = await here.server.logs(flowRunId)
      expect(logs.map(({ message }) => message)).toContain('log line of renamed-0')
      return logs
    }, 20_000)
    expect(messages.find(({ message }) => message.startsWith('log line'))).toMatchObject({ task_run_id: id })
  })

  test('shares what is set in transactions, with hooks that undo a task, too', async () => {
    await using here = await world()
    const file = here.path('notes')
    const buying = flow({ taskRunner: here.runner }, async function buying() {
      const made: string[] = []
      const all = transaction(async (tx) => {
        tx.set('file', file)
        tx.set('owner', 'Ada')
        made.push(await tasks.transacting.submit('cup'))
        throw new Error('no money')
      })
      await all.catch(() => undefined)
      return made
    })
    expect(await here.server.run(() => buying())).toEqual(['cup of Ada'])
    expect(await textOf(file)).toBe('undo cup of Ada\n')
  })

  test('keeps to concurrency limits', async () => {
    await using here = await world()
    const file = here.path('notes')
    const name = `narrow-${randomUUID()}`
    await here.server.client.concurrencyLimitsV2.create({ body: { name, limit: 1 } })
    const crowded = flow({ taskRunner: here.runner }, async function crowded() {
      await tasks.limited.map([file, file, file], name)
    })
    await here.server.run(() => crowded())
    expect(await textOf(file)).toBe('+-+-+-')
  })
}
