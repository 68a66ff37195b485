import { pending, scheduled, timestampOf } from '@millrace/protocol'
import { describe, expect, test } from 'vitest'
import { flowRun } from '../context/flow-run.ts'
import { flow } from '../flow.ts'
import { serverCan } from '../testing/abilities.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'
import { runFlowRun } from './run-flow-run.ts'

const report = flow({ name: 'report' }, async (symbols: string[], currency = 'EUR') => ({ symbols, currency, id: flowRun().id }))

async function createRun(server: TestServer, parameters: Record<string, unknown>, retries = 0): Promise<string> {
  const { id: flow_id } = await server.client.flows.create({ body: { name: 'report' } })
  const state = scheduled(timestampOf(new Date(0)))
  const { id } = await server.client.flowRuns.create({
    body: { flow_id, parameters: parameters as never, state, empirical_policy: { retries } },
  })
  return id
}

describe('a flow run that exists', () => {
  test('is executed with its own parameters', async () => {
    await using server = await openTestServer()
    const id = await createRun(server, { currency: 'USD', symbols: ['A'] })
    const state = await runFlowRun(id, { client: server.client, flow: report })
    expect(state.result()).toEqual({ symbols: ['A'], currency: 'USD', id })
    expect(await server.flowStates(id)).toEqual(['Scheduled', 'Running', 'Completed'])
  })

  test('without a deployment gets what the signature in its source asks for', async () => {
    await using server = await openTestServer()
    const dated = flow({ name: 'report' }, async function dated(day: Date) {
      return day instanceof Date ? day.getTime() : typeof day
    })
    const id = await createRun(server, { day: '2026-05-01T00:00:00Z' })
    expect((await runFlowRun(id, { client: server.client, flow: dated })).result()).toBe(Date.UTC(2026, 4, 1))
    const wrong = await createRun(server, { day: 'tomorrow' })
    expect((await runFlowRun(wrong, { client: server.client, flow: dated })).message).toContain('day: ')
  })

  test('is Failed when its parameters do not fit, with all that do not', async () => {
    await using server = await openTestServer()
    const id = await createRun(server, { symbol: 'A', money: 1 })
    const state = await runFlowRun(id, { client: server.client, flow: report })
    expect(state.isFailed).toBe(true)
    expect(state.message).toContain('symbol: unknown parameter; it takes symbols, currency')
    expect(state.message).toContain('money: unknown parameter')
  })

  test('is tried again in this process while retries are left', async () => {
    await using server = await openTestServer()
    const flaky = flow({ name: 'report' }, async () => {
      if (flowRun().runCount === 1) throw new Error('once')
      return flowRun().runCount
    })
    const id = await createRun(server, {}, 1)
    expect((await runFlowRun(id, { client: server.client, flow: flaky })).result()).toBe(2)
  })

  test.runIf(serverCan('refuse superseded attempts'))('is stopped when a newer attempt has claimed it', async () => {
    await using server = await openTestServer()
    const id = await createRun(server, { symbols: [] })
    await server.client.flowRuns.setState({ params: { id }, body: { state: pending() } })
    const refused = runFlowRun(id, { client: server.client, flow: report, attempt: 0 })
    await expect(refused).rejects.toThrow('was stopped by the server')
    expect(await server.flowStates(id)).toEqual(['Scheduled', 'Pending'])
  })

  test.runIf(serverCan('refuse superseded attempts'))(
    'that two processes execute is taken over by the later one, is Completed once, and the other one is told',
    async () => {
      await using server = await openTestServer()
      const id = await createRun(server, {})
      const began = Promise.withResolvers<void>()
      const gate = Promise.withResolvers<string>()
      const slow = flow({ name: 'report' }, async () => {
        began.resolve()
        return await gate.promise
      })
      const quick = flow({ name: 'report' }, async () => 'from the later one')
      const first = runFlowRun(id, { client: server.client, flow: slow })
      await began.promise
      expect((await runFlowRun(id, { client: server.client, flow: quick })).result()).toBe('from the later one')
      gate.resolve('too late')
      await expect(first).rejects.toThrow(/attempt 1 of the run, which attempt 2 has taken over/)
      expect(await server.flowStates(id)).toEqual(['Scheduled', 'Running', 'Running', 'Completed'])
    },
  )

  test('ends with the signal of whoever asked for it', async () => {
    await using server = await openTestServer()
    const id = await createRun(server, {})
    const controller = new AbortController()
    const waiting = flow({ name: 'report' }, async () => {
      controller.abort(new Error('asked to stop'))
      await new Promise(() => undefined)
    })
    const state = await runFlowRun(id, { client: server.client, flow: waiting, signal: controller.signal })
    expect(state.toString()).toBe("Failed('Flow run encountered an exception: Error: asked to stop')")
  })
})

describe('the environment of a flow', () => {
  test('S264 is set up once its flow is loaded, and has the run executed in it, as the log says; calls at home have none', async () => {
    await using server = await openTestServer()
    const seen: string[] = []
    const around = flow(
      {
        name: 'report',
        environment: {
          setup: ({ name }) => seen.push(`setup ${name}`),
          async execute(run) {
            seen.push('before')
            const state = await run()
            seen.push('after')
            return state
          },
        },
      },
      async () => {
        seen.push('flow')
      },
    )
    const id = await createRun(server, {})
    expect((await runFlowRun(id, { client: server.client, flow: around })).isCompleted).toBe(true)
    expect(seen).toEqual(['setup report', 'before', 'flow', 'after'])
    await server.session.flush()
    const said = (await server.logs(id)).map(({ message }) => message.replace(/ (?:from|').*/, ''))
    expect(said.slice(0, 4)).toEqual([
      'Loaded flow',
      'Setting up the environment of the flow',
      'Executing the flow run in its environment',
      'Beginning flow run',
    ])
    await server.run(() => around())
    expect(seen).toHaveLength(5)
  })

  test('S264 that cannot be set up crashes the run, with the reason', async () => {
    await using server = await openTestServer()
    const environment = {
      setup() {
        throw new Error('no cluster here')
      },
    }
    const id = await createRun(server, {})
    const state = await runFlowRun(id, { client: server.client, flow: flow({ name: 'report', environment }, async () => 1) })
    expect(state.toString()).toContain('The environment of the flow could not be set up: no cluster here')
    expect(await server.flowStates(id)).toEqual(['Scheduled', 'Crashed'])
  })
})
