import { describe, expect, test } from 'vitest'
import { flowRun } from '../context/flow-run.ts'
import { DefinitionError } from '../errors.ts'
import type { FlowOptions } from '../flow-definition.ts'
import { flow } from '../flow.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'
import { runFlowRun } from './run-flow-run.ts'

interface Tried {
  readonly attempts: number
  readonly state: string
  /** Seconds that the server was told to wait before each further attempt. */
  readonly waits: readonly number[]
}

/** Runs a flow that fails with an error of that many attempts, and answers what became of it. */
async function tried(server: TestServer, failures: number, options: FlowOptions): Promise<Tried> {
  let [attempts, id] = [0, '']
  const flaky = flow(options, async function flaky() {
    id = flowRun().id
    attempts += 1
    if (attempts <= failures) throw new Error(`failure ${attempts}`)
  })
  const state = await server.run(() => flaky.returnState())
  const states = await server.client.flowRunStates.list({ query: { flow_run_id: id } })
  const waits = states
    .filter(({ name }) => name === 'AwaitingRetry')
    .toSorted((one, other) => (one.timestamp < other.timestamp ? -1 : 1))
    // A server that plans it a moment before it says so is not early: -0 is 0.
    .map(({ timestamp, state_details: { scheduled_time: due } }) => Math.round((Date.parse(due ?? '') - Date.parse(timestamp)) / 1000) + 0)
  return { attempts, state: state.toString(), waits }
}

describe('a failed flow is tried again', () => {
  test('after its own delay each time: from a list, whose last one repeats, or a function', async () => {
    await using server = await openTestServer()
    expect(await tried(server, 3, { retries: 3, retryDelaySeconds: [0, 1, 0] })).toEqual({
      attempts: 4,
      state: 'Completed()',
      waits: [0, 1, 0],
    })
    const seen: number[] = []
    const delay = (retry: number): number => {
      seen.push(retry)
      return 0
    }
    expect(await tried(server, 9, { retries: 2, retryDelaySeconds: delay })).toMatchObject({ attempts: 3, waits: [0, 0] })
    expect(new Set(seen)).toEqual(new Set([1, 2]))
  })

  test('after a delay that chance makes longer or shorter', async () => {
    await using server = await openTestServer()
    const { waits } = await tried(server, 1, { retries: 1, retryDelaySeconds: 1, retryJitterFactor: 1 })
    expect(waits).toHaveLength(1)
    expect(waits[0]).toBeGreaterThanOrEqual(0)
    expect(waits[0]).toBeLessThanOrEqual(2)
  })

  test('only while its error is worth it, of which nobody knows when retryIf fails', async () => {
    await using server = await openTestServer()
    const only = (text: string) => (error: unknown) => error instanceof Error && error.message === text
    const stopped = "Failed('Flow run encountered an exception: Error: failure 2')"
    expect(await tried(server, 9, { retries: 5, retryIf: only('failure 1') })).toEqual({ attempts: 2, state: stopped, waits: [0] })
    const unsure = async (): Promise<boolean> => Promise.reject(new Error('who knows'))
    expect(await tried(server, 9, { retries: 5, retryIf: unsure })).toMatchObject({ attempts: 1 })
  })

  test('when it is run by a deployment, too, unless whoever created the run says otherwise', async () => {
    await using server = await openTestServer()
    let attempts = 0
    const flaky = flow({ name: 'flaky-elsewhere', retries: 2 }, async () => {
      attempts += 1
      throw new Error('again')
    })
    const { client } = server
    const { id: flow_id } = await client.flows.create({ body: { name: flaky.name } })
    const { id } = await client.flowRuns.create({ body: { flow_id } })
    expect((await runFlowRun(id, { client, flow: flaky })).isFailed).toBe(true)
    expect(attempts).toBe(3)
    expect((await client.flowRuns.read({ params: { id } })).empirical_policy).toMatchObject({ retries: 2, retry_delay: 0 })
    attempts = 0
    const once = await client.flowRuns.create({ body: { flow_id, empirical_policy: { retries: 0 } } })
    expect((await runFlowRun(once.id, { client, flow: flaky })).isFailed).toBe(true)
    expect(attempts).toBe(1)
  })
})

test.each([[-1], [[]], [[1, Number.NaN]]])('a delay of %j is refused', (retryDelaySeconds) => {
  expect(() => flow({ name: 'odd', retryDelaySeconds }, async () => undefined)).toThrow(DefinitionError)
})
