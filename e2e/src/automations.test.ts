import { randomUUID } from 'node:crypto'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from '@millrace/client'
import { eventually, startPostgres, startReceiver, startServer } from '@millrace/testing'
import { expect, test } from 'vitest'

const REACTS = { type: 'event', posture: 'Reactive', threshold: 1, within: 0 } as const

test('a flow run that fails has a deployment run and a webhook called', { timeout: 120_000 }, async () => {
  await using other = await startReceiver()
  await using server = await startServer()
  const { client } = server
  const flow = await client.flows.create({ body: { name: 'watched' } })
  const deployment = await client.deployments.create({ body: { flow_id: flow.id, name: 'repair' } })
  await client.automations.create({
    body: {
      name: 'repairs',
      trigger: { ...REACTS, expect: ['prefect.flow-run.Failed'], match_related: { 'prefect.resource.name': 'watched' } },
      actions: [
        { type: 'run-deployment', deployment_id: deployment.id, parameters: { broken: '{{ flow_run.name }}' } },
        { type: 'call-webhook', block_document_id: await webhook(client, other.url), payload: '{{ flow_run.state.message }}' },
      ],
    },
  })
  const run = await client.flowRuns.create({ body: { flow_id: flow.id, name: 'unlucky', state: { type: 'RUNNING' } } })
  await client.flowRuns.setState({ params: { id: run.id }, body: { state: { type: 'FAILED', message: 'no luck' } } })

  const repair = await eventually('the deployment runs', async () => {
    const runs = await client.flowRuns.filter({ body: { deployments: { id: { any_: [deployment.id] } } } })
    return runs[0]
  })
  expect(repair).toMatchObject({ parameters: { broken: 'unlucky' }, created_by: { type: 'AUTOMATION', display_value: 'repairs' } })
  await eventually('the webhook is called', async () => other.received.length > 0 || undefined)
  expect(other.received).toMatchObject([{ body: 'no luck' }])
})

test('what was told before a kill of the server is looked at once after it', { timeout: 120_000 }, async () => {
  const causes = 50
  await using server = await startServer({ MILLRACE_SERVER_SERVICES_TRIGGERS_ENABLED: 'false' })
  const automation = await server.client.automations.create({
    body: { name: 'counts', trigger: { ...REACTS, expect: ['cause'] }, actions: [] },
  })
  await server.client.events.create({ body: Array.from({ length: causes }, cause) })
  await server.kill()

  await server.start({})
  await eventually('all causes have been looked at', async () => (await firingsOf(server.client, automation.id)) >= causes || undefined)
  // Told again, as a client does that did not hear that they arrived; a new one shows that all before it have been looked at.
  const again = await server.client.events.filter({ body: { filter: { event: { name: ['cause'] } }, limit: causes } })
  await server.client.events.create({ body: [...again.events, cause()] })
  await eventually('the new cause has been looked at', async () => (await firingsOf(server.client, automation.id)) > causes || undefined)
  expect(await firingsOf(server.client, automation.id)).toBe(causes + 1)
})

/** R11 in short: one firing for each cause, whoever dies when. */
test('each cause fires once, and each firing makes one run, over kills of the server', { timeout: 240_000 }, async () => {
  await using server = await startServer()
  const flow = await server.client.flows.create({ body: { name: 'caused' } })
  const deployment = await server.client.deployments.create({ body: { flow_id: flow.id, name: 'effect' } })
  const automation = await server.client.automations.create({
    body: { name: 'acts', trigger: { ...REACTS, expect: ['cause'] }, actions: [{ type: 'run-deployment', deployment_id: deployment.id }] },
  })
  let told = 0
  for (let kills = 0; kills < 5; kills += 1) {
    for (let batch = 0; batch < 5; batch += 1) {
      await server.client.events.create({ body: Array.from({ length: 10 }, cause) })
      told += 10
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 200))
    await server.kill()
    await server.start()
  }
  const runs = (): Promise<number> => server.client.flowRuns.count({ body: { deployments: { id: { any_: [deployment.id] } } } })
  // What a dead server had claimed is anybody's only when its time is over.
  await eventually('every firing has its run', async () => (await runs()) >= told || undefined, 200)
  expect(await runs()).toBe(told)
  expect(await firingsOf(server.client, automation.id)).toBe(told)
})

test('two servers on one Postgres fire once for each cause', { timeout: 180_000 }, async () => {
  await using postgres = await startPostgres()
  await using other = await startReceiver()
  const env = { MILLRACE_SERVER_DATABASE_CONNECTION_URL: postgres.url }
  await using first = await startServer(env)
  await using second = await startServer(env)
  const block_document_id = await webhook(first.client, other.url)
  // The key of the secrets is not in the database; who runs several servers gives it to all.
  await copyFile(join(first.home, 'secret.key'), join(second.home, 'secret.key'))
  const actions = [{ type: 'call-webhook' as const, block_document_id, payload: '{{ event.id }}' }]
  const automation = await first.client.automations.create({
    body: { name: 'calls', trigger: { ...REACTS, expect: ['cause'] }, actions },
  })
  const causes = Array.from({ length: 100 }, cause)
  // The second has not been told of the automation; it sees it in the database.
  await Promise.all(
    causes.flatMap((one, index) =>
      (index % 2 === 0 ? [first, second] : [second, first]).map(({ client }) => client.events.create({ body: [one] })),
    ),
  )
  await eventually('each cause has its call', async () => other.received.length >= causes.length || undefined, 60)
  expect(other.received.map(({ body }) => body).toSorted()).toEqual(causes.map(({ id }) => id).toSorted())
  expect(await firingsOf(second.client, automation.id)).toBe(causes.length)
})

const cause = (): { id: string; occurred: string; event: string; resource: Record<string, string> } => ({
  id: randomUUID(),
  occurred: new Date().toISOString(),
  event: 'cause',
  resource: { 'prefect.resource.id': 'test.thing' },
})

async function firingsOf(client: Client, automationId: string): Promise<number> {
  const filter = { event: { name: ['prefect.automation.triggered'] }, resource: { id: [`prefect.automation.${automationId}`] } }
  return (await client.events.filter({ body: { filter, limit: 1 } })).total
}

async function webhook(client: Client, url: string): Promise<string> {
  const type = await client.blockTypes.readBySlug({ params: { slug: 'webhook' } })
  const [schema] = await client.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [type.id] } } } })
  const document = await client.blockDocuments.create({
    body: { name: 'other', data: { url }, block_type_id: type.id, block_schema_id: schema?.id ?? '' },
  })
  return document.id
}
