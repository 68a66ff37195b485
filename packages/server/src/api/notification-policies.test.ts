import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { flowRunNotifications } from '../services/flow-run-notifications.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'
const PATH = '/flow_run_notification_policies/'

interface Sent {
  readonly subject: string
  readonly body: string
}

/** A service that is notified; `status` is what it answers. */
interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly heard: Sent[]
  status: number
}

async function openReceiver(): Promise<Receiver> {
  const heard: Sent[] = []
  const receiver = { status: 200 }
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push(JSON.parse(body) as Sent)
      return response.writeHead(receiver.status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return Object.assign(receiver, {
    url,
    heard,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  })
}

/** A policy that sends to a receiver, whose address is a secret of the block. */
async function policyOf(api: TestApi, more: object = {}, url = 'http://127.0.0.1:9/'): Promise<{ id: string; block: string }> {
  const type = (await api.call('POST', '/block_types/', { name: 'Custom Webhook', slug: 'custom-webhook' })).body
  const fields = { type: 'object', properties: { url: { type: 'string' } }, secret_fields: ['url'] }
  const schema = (await api.call('POST', '/block_schemas/', { block_type_id: type.id, fields, capabilities: ['notify'] })).body
  const document = await api.call('POST', '/block_documents/', {
    name: 'courier',
    data: { name: 'courier', url, json_data: { subject: '{{subject}}', body: '{{body}}' } },
    block_schema_id: schema.id,
    block_type_id: type.id,
  })
  const made = await api.call('POST', PATH, { state_names: [], tags: [], block_document_id: document.body.id, ...more })
  expect(made.status).toBe(201)
  return { id: made.body.id, block: document.body.id }
}

async function runOf(api: TestApi, more: object = {}): Promise<string> {
  const flow = (await api.call('POST', '/flows/', { name: 'f' })).body
  return (await api.call('POST', '/flow_runs/', { flow_id: flow.id, name: 'the-run', ...more })).body.id
}

const setState = (api: TestApi, id: string, type: string, more: object = {}): ReturnType<TestApi['call']> =>
  api.call('POST', `/flow_runs/${id}/set_state`, { state: { type, ...more }, force: true })

/** One turn of the service; what the receiver hears. */
async function sent(api: TestApi, receiver: Receiver): Promise<Sent[]> {
  await flowRunNotifications.runOnce({ ...api.context, signal: new AbortController().signal })
  return receiver.heard.splice(0)
}

describe.each(STORE_KINDS)('notification policies on %s', (kind) => {
  it('are made, read, changed, listed and deleted', async () => {
    await using api = await openTestApi(kind)
    const { id, block } = await policyOf(api, { tags: ['a'], message_template: '{flow_run_name} {{x}} {flow_run_parameters[y]}' })
    const path = PATH + id
    expect((await api.call('GET', path)).body).toMatchObject({
      is_active: true,
      state_names: [],
      tags: ['a'],
      block_document_id: block,
      message_template: '{flow_run_name} {{x}} {flow_run_parameters[y]}',
    })
    expect((await api.call('PATCH', path, { is_active: false, message_template: null, tags: null })).status).toBe(204)
    expect((await api.call('GET', path)).body).toMatchObject({ is_active: false, tags: ['a'], message_template: null })
    const list = async (filter?: object): Promise<unknown[]> =>
      (await api.call('POST', `${PATH}filter`, filter && { flow_run_notification_policy_filter: filter })).body
    expect(await list()).toHaveLength(1)
    expect(await list({ is_active: { eq_: true } })).toEqual([])
    expect(await list({ is_active: { eq_: false } })).toHaveLength(1)
    expect(await list({})).toHaveLength(1)
    expect((await api.call('DELETE', path)).status).toBe(204)
    const absent = { status: 404, body: { detail: 'flow run notification policy not found' } }
    expect(await api.call('GET', path)).toMatchObject(absent)
    expect(await api.call('DELETE', path)).toMatchObject(absent)
    expect(await api.call('PATCH', path, {})).toMatchObject(absent)
  })

  it.each([
    [{}, 422],
    [{ state_names: [], tags: [], block_document_id: NOBODY }, 409],
    [{ state_names: [], tags: [], block_document_id: NOBODY, message_template: '{nonsense}' }, 422],
    [{ state_names: [], tags: [], block_document_id: NOBODY, message_template: '{flow_id.__class__}' }, 422],
    [{ state_names: [], tags: [], block_document_id: NOBODY, message_template: 'half {' }, 422],
  ])('are refused as %j', async (body, status) => {
    await using api = await openTestApi(kind)
    expect((await api.call('POST', PATH, body)).status).toBe(status)
  })

  it('tell of the states that they name, of runs that have their tags', async () => {
    await using api = await openTestApi(kind)
    const message_template = '{flow_name}/{flow_run_name} {flow_run_state_name}: {flow_run_state_message} {flow_run_parameters[n]} {{}}'
    await using receiver = await openReceiver()
    await policyOf(api, { state_names: ['Failed', 'Odd'], tags: ['loud'], message_template }, receiver.url)
    const [loud, quiet] = [await runOf(api, { tags: ['loud', 'x'], parameters: { n: 7 } }), await runOf(api)]
    await setState(api, loud, 'RUNNING')
    await setState(api, quiet, 'FAILED')
    await setState(api, loud, 'FAILED', { message: 'no luck' })
    expect((await sent(api, receiver)).map(({ body }) => body)).toEqual(['f/the-run Failed: no luck 7 {}'])
    await setState(api, loud, 'COMPLETED', { name: 'Odd' })
    expect(await sent(api, receiver)).toEqual([{ subject: 'Prefect flow run notification', body: 'f/the-run Odd: None 7 {}' }])
    expect(await sent(api, receiver)).toEqual([])
  })

  it('tell of nothing while they are switched off, and again once they are on', async () => {
    await using api = await openTestApi(kind)
    await using receiver = await openReceiver()
    const { id } = await policyOf(api, {}, receiver.url)
    await api.call('PATCH', PATH + id, { is_active: false })
    const run = await runOf(api)
    await setState(api, run, 'RUNNING')
    expect(await sent(api, receiver)).toEqual([])
    await api.call('PATCH', PATH + id, { is_active: true })
    await setState(api, run, 'COMPLETED')
    const [notification] = await sent(api, receiver)
    expect(notification?.body).toContain('f/the-run')
    expect(notification?.body).toContain(`/flow-runs/flow-run/${run}`)
    await setState(api, run, 'RUNNING')
    await api.call('DELETE', PATH + id)
    expect(await sent(api, receiver)).toEqual([])
  })

  it('keep what could not be sent, and give up after the third time', async () => {
    await using api = await openTestApi(kind)
    await using receiver = await openReceiver()
    await policyOf(api, { state_names: ['Running'] }, receiver.url)
    await setState(api, await runOf(api), 'RUNNING')
    const later = async (): Promise<void> => {
      await api.context.store.write(({ db }) =>
        db.updateTable('flow_run_notification_queue').set({ due: '2020-01-01T00:00:00.000000Z' }).execute(),
      )
    }
    receiver.status = 503
    expect(await sent(api, receiver)).toHaveLength(1)
    expect(await sent(api, receiver)).toEqual([])
    await later()
    expect(await sent(api, receiver)).toHaveLength(1)
    await later()
    expect(await sent(api, receiver)).toHaveLength(1)
    await later()
    expect(await sent(api, receiver)).toEqual([])
  })

  it('do not try again what can never be sent', async () => {
    await using api = await openTestApi(kind)
    await using receiver = await openReceiver()
    await policyOf(api, { state_names: ['Running'], message_template: '{flow_run_parameters[absent]}' }, receiver.url)
    await setState(api, await runOf(api), 'RUNNING')
    expect(await sent(api, receiver)).toEqual([])
    const left = await api.context.store.read(({ db }) => db.selectFrom('flow_run_notification_queue').selectAll().execute())
    expect(left).toEqual([])
  })
})
