import { setTimeout as delay } from 'node:timers/promises'
import { v7 } from 'uuid'
import { expect, it } from 'vitest'
import { listen } from '../automations/actions/testing.ts'
import { evaluateEvents } from '../automations/evaluate-events.ts'
import { registerBlockTypes } from '../blocks/register-block-types.ts'
import { createParts } from '../parts.ts'
import { claimActions } from '../store/queries/automation-actions.ts'
import { openTestApp, type TestApp } from '../testing.ts'
import { createAutomationActions } from './automation-actions.ts'
import { eventTriggers } from './event-triggers.ts'
import { runServices } from './run-services.ts'

const start = ({ context }: TestApp): ReturnType<typeof runServices> =>
  runServices(context, [eventTriggers, ...createAutomationActions(createParts(context).dispatcher)])

async function webhookTo(server: TestApp, url: string): Promise<string> {
  await registerBlockTypes(server.context)
  const type = (await server.call('GET', '/block_types/slug/webhook')).body
  const [schema] = (await server.call('POST', '/block_schemas/filter', { block_schemas: { block_type_id: { any_: [type.id] } } })).body
  const document = { name: 'hook', data: { url }, block_type_id: type.id, block_schema_id: schema.id }
  return (await server.call('POST', '/block_documents/', document)).body.id as string
}

const automate = async (server: TestApp, name: string, action: object): Promise<string> => {
  const trigger = { type: 'event', posture: 'Reactive', expect: [name] }
  return (await server.call('POST', '/automations/', { name, trigger, actions: [action] })).body.id as string
}

const tell = (server: TestApp, event: string, times = 1): Promise<unknown> =>
  server.call(
    'POST',
    '/events',
    Array.from({ length: times }, () => ({
      id: v7(),
      occurred: server.context.clock.now(),
      event,
      resource: { 'prefect.resource.id': 'thing' },
    })),
  )

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await delay(10)
}

it('lets a slow webhook hold up neither events nor other actions', { timeout: 30_000 }, async () => {
  await using server = await openTestApp()
  await using slow = await listen({ wait: 3_600_000 })
  const pool = (await server.call('POST', '/work_pools/', { name: 'pool', type: 'process' })).body
  await automate(server, 'slow', { type: 'call-webhook', block_document_id: await webhookTo(server, slow.url) })
  await automate(server, 'quick', { type: 'pause-work-pool', source: 'selected', work_pool_id: pool.id })
  const services = start(server)
  await tell(server, 'slow', 100)
  await until(() => slow.received.length === 32)
  await tell(server, 'quick')
  await until(async () => (await server.call('GET', '/work_pools/pool')).body.is_paused === true)
  expect(slow.received).toHaveLength(32)
  // What is under way when the server stops is left to whoever starts next.
  await services.stop()
  const { store, clock } = server.context
  const waiting = await store.read(({ db }) => db.selectFrom('automation_action').select(['attempts', 'due']).execute())
  expect(waiting).toHaveLength(100)
  expect(waiting.every(({ attempts, due }) => attempts === 0 && due <= clock.now())).toBe(true)
})

it('does what a server that is gone had claimed, and no more often', { timeout: 30_000 }, async () => {
  await using server = await openTestApp()
  await using other = await listen()
  const { store, clock } = server.context
  await automate(server, 'it', { type: 'call-webhook', block_document_id: await webhookTo(server, other.url) })
  await tell(server, 'it', 5)
  await evaluateEvents(server.context)
  const now = clock.now()
  const claimed = await store.write((tx) => claimActions(tx, { outward: true, now, until: now, limit: 3 }))
  expect(claimed).toHaveLength(3)
  const services = start(server)
  const waiting = (): Promise<unknown[]> => store.read(({ db }) => db.selectFrom('automation_action').select('id').execute())
  await until(async () => (await waiting()).length === 0)
  await services.stop()
  expect(other.received).toHaveLength(5)
  expect(new Set(other.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(5)
})
