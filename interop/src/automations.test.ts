import { eventually, type RunningServer, startReceiver, startServer } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, preparePeer } from './peers.ts'
import { runPython } from './run-python.ts'

interface Made {
  readonly automations: { readonly reacts: string; readonly both: string }
  readonly read: string
  readonly deployment: string
}

describe.each(GENERATIONS)('automations that a real Prefect %s client makes', (generation) => {
  let server: RunningServer

  beforeAll(async () => {
    await preparePeer(generation)
    server = await startServer()
  })

  afterAll(() => server[Symbol.asyncDispose]())

  test('react to its flow runs and its events', async () => {
    await using other = await startReceiver()
    const { client } = server
    const made = (await runPython(generation, server.url, ['automations.py', other.url])) as Made
    expect(made.read).toBe('')
    const repair = await eventually('the deployment runs', async () => {
      const runs = await client.flowRuns.filter({ body: { deployments: { id: { any_: [made.deployment] } } } })
      return runs[0]
    })
    const [failed] = await client.flowRuns.filter({ body: { flows: { name: { any_: ['interop-watched'] } } } })
    expect(repair).toMatchObject({
      parameters: { broken: failed?.name, attempts: 1 },
      created_by: { id: made.automations.reacts, type: 'AUTOMATION', display_value: 'interop reacts' },
    })
    await eventually('webhook and notification are sent', async () => other.received.length >= 2 || undefined)
    expect(other.received.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toMatchObject([
      { path: '/called', headers: { 'x-from': 'interop' }, body: expect.stringMatching(/^interop-watched: .*no luck/) as string },
      { path: '/told', body: JSON.stringify({ subject: 'interop both', body: 'interop.two compound', name: 'told' }) },
    ])

    const filter = { event: { prefix: ['prefect.automation.'] }, resource: { id: [`prefect.automation.${made.automations.reacts}`] } }
    const told = await eventually('both actions are told of', async () => {
      const { events } = await client.events.filter({ body: { filter: { ...filter, order: 'ASC' }, limit: 50 } })
      return events.filter(({ event }) => event.endsWith('executed')).length === 2 ? events : undefined
    })
    expect(new Set(told.map(({ event }) => event))).toEqual(
      new Set([
        'prefect.automation.created',
        'prefect.automation.triggered',
        'prefect.automation.action.triggered',
        'prefect.automation.action.executed',
      ]),
    )
  })
})
