import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { registerBlockTypes } from '../../blocks/register-block-types.ts'
import { openTestApp, type TestApp } from '../../testing.ts'
import { automate, type Body, eventsOf, happen, listen, makeFlowRun, outcomeOf, settleAutomations } from './testing.ts'

async function makeBlock(server: TestApp, slug: string, data: object): Promise<string> {
  await registerBlockTypes(server.context)
  const type = await server.call('GET', `/block_types/slug/${slug}`)
  const schemas = await server.call('POST', '/block_schemas/filter', { block_schemas: { block_type_id: { any_: [type.body.id] } } })
  const [schema] = schemas.body
  const { body, status } = await server.call('POST', '/block_documents/', {
    name: 'the-block',
    data,
    block_type_id: type.body.id,
    block_schema_id: schema.id,
  })
  expect(status).toBe(201)
  return body.id as string
}

describe('actions that call other services', () => {
  it('call a webhook with its method, headers and a rendered payload', async () => {
    await using server = await openTestApp()
    await using other = await listen({ status: 500 })
    const headers = { 'X-Key': 'secret', 'Content-Type': 'application/json' }
    const block_document_id = await makeBlock(server, 'webhook', { method: 'PUT', url: `${other.url}/hook?a=1`, headers })
    const payload = '{"run": "{{ flow_run.name }}", "state": "{{ flow_run.state.name }}", "event": {{ event.id | tojson }}}'
    const id = await automate(server, { type: 'call-webhook', block_document_id, payload })
    const { resource } = await makeFlowRun(server)
    const state = {
      'prefect.state-type': 'PENDING',
      'prefect.state-name': 'Then',
      'prefect.state-message': '',
      'prefect.state-timestamp': 'x',
    }
    const cause = await happen(server, { resource: { ...resource, ...state } })
    const outcome = await outcomeOf(server, id)
    expect(other.received).toMatchObject([
      {
        method: 'PUT',
        path: '/hook?a=1',
        headers: { 'x-key': 'secret', 'content-type': 'application/json', 'idempotency-key': outcome.payload.invocation },
        body: `{"run": "the-run", "state": "Then", "event": "${cause}"}`,
      },
    ])
    // Prefect counts a webhook as called whatever it answers.
    expect(outcome).toMatchObject({
      event: 'prefect.automation.action.executed',
      payload: { status_code: 500, response_body: 'thanks', response_headers: { 'x-answered': 'yes' } },
      related: [
        { 'prefect.resource.id': `prefect.block-document.${block_document_id}`, 'prefect.resource.name': 'the-block' },
        { 'prefect.resource.id': 'prefect.block-type.webhook', 'prefect.resource.role': 'block-type' },
        {},
        {},
      ],
    })
    expect(outcome.payload.response_headers).not.toHaveProperty('x-forwarded-for')
    expect(JSON.stringify(outcome)).not.toContain('secret')
  })

  it('send a notification', async () => {
    await using server = await openTestApp()
    await using other = await listen()
    const block_document_id = await makeBlock(server, 'slack-webhook', { url: `${other.url}/services/x` })
    const body = '{{ automation.name }}: {{ event.resource.name }} {{ event.resource_in_role.flow.name }} {{ flow_run | ui_url }}'
    const id = await automate(server, { type: 'send-notification', block_document_id, subject: '{{ event.event }} happened', body })
    const run = await makeFlowRun(server)
    const related = [{ 'prefect.resource.id': 'prefect.flow.x', 'prefect.resource.role': 'flow', 'prefect.resource.name': '<flow>' }]
    await happen(server, { resource: { ...run.resource, 'prefect.resource.name': 'R' }, related })
    expect((await outcomeOf(server, id)).event).toBe('prefect.automation.action.executed')
    expect(JSON.parse(other.received[0]?.body ?? '')).toMatchObject({
      attachments: [{ title: 'it happened', text: `reacts: R &lt;flow&gt; http://127.0.0.1:4200/runs/flow-run/${run.id}` }],
    })
  })

  it('refuse addresses of private networks where the server is told so, whatever their block says', async () => {
    await using server = await openTestApp({ 'server.allowPrivateUrls': false })
    await using other = await listen()
    const hook = await makeBlock(server, 'webhook', { url: other.url, allow_private_urls: true })
    const webhook = await automate(server, { type: 'call-webhook', block_document_id: hook })
    const slack = await makeBlock(server, 'slack-webhook', { url: other.url, allow_private_urls: true })
    const notify = await automate(server, { type: 'send-notification', block_document_id: slack, body: 'x' })
    await happen(server)
    expect(other.received).toEqual([])
    expect((await outcomeOf(server, webhook)).payload.reason).toMatch(
      /^Webhook call failed: 127\.0\.0\.1 is an address of a private network/,
    )
    expect((await outcomeOf(server, notify)).payload.notification_log).toMatch(/is an address of a private network/)
  })

  it('refuse addresses of private networks where the block says so, and blocks of another kind', async () => {
    await using server = await openTestApp()
    await using other = await listen()
    const closed = await makeBlock(server, 'webhook', { url: other.url.replace('127.0.0.1', 'localhost'), allow_private_urls: false })
    const webhook = await automate(server, { type: 'call-webhook', block_document_id: closed })
    const notify = await automate(server, { type: 'send-notification', block_document_id: closed, body: 'x' })
    const gone = await automate(server, { type: 'call-webhook', block_document_id: v7() })
    await happen(server)
    expect(other.received).toEqual([])
    expect((await outcomeOf(server, webhook)).payload.reason).toMatch(/^Webhook call failed: localhost is an address of a private network/)
    expect((await outcomeOf(server, notify)).payload.reason).toBe('The referenced block was not a notification block')
    expect((await outcomeOf(server, gone)).payload.reason).toBe("Unexpected status from 'call-webhook' action: 404")
  })

  it('are tried again when nobody answers, and told of once', async () => {
    await using server = await openTestApp()
    const block_document_id = await makeBlock(server, 'webhook', { url: 'http://127.0.0.1:1/' })
    const id = await automate(server, { type: 'call-webhook', block_document_id })
    await happen(server)
    const { store } = server.context
    const waiting = (): Promise<Body[]> => store.read(({ db }) => db.selectFrom('automation_action').select(['attempts', 'due']).execute())
    expect(await waiting()).toMatchObject([{ attempts: 1 }])
    expect(await outcomeOf(server, id)).toBeUndefined()
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      await store.write(({ db }) => db.updateTable('automation_action').set({ due: '2000-01-01T00:00:00.000000Z' }).execute())
      await settleAutomations(server)
    }
    expect(await waiting()).toEqual([])
    const told = (await eventsOf(server, id)).map(({ event }) => event)
    expect(told.filter((event) => event.startsWith('prefect.automation.action'))).toEqual([
      'prefect.automation.action.triggered',
      'prefect.automation.action.failed',
    ])
  })

  it('fail with the reason when a template cannot be rendered', async () => {
    await using server = await openTestApp()
    const block_document_id = await makeBlock(server, 'webhook', { url: 'http://127.0.0.1:1/' })
    const id = await automate(server, { type: 'call-webhook', block_document_id, payload: '{{ event.payload.a + 1 }}' })
    await happen(server, { payload: { a: [] } })
    expect((await outcomeOf(server, id)).payload).toMatchObject({
      reason: expect.stringMatching(/^Template rendering failed: /) as string,
      template_source: '{{ event.payload.a + 1 }}',
    })
  })
})
