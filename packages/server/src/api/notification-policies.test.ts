import { describe, expect, it } from 'vitest'
import { createFlowRunNotifications, type SendNotification } from '../services/flow-run-notifications.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'
const PATH = '/flow_run_notification_policies/'

/** A block document that holds a secret, and a policy that sends through it. */
async function policyOf(api: TestApi, more: object = {}): Promise<{ id: string; block: string }> {
  const type = (await api.call('POST', '/block_types/', { name: 'Courier', slug: `courier-${Math.random().toString(36).slice(2)}` })).body
  const fields = { type: 'object', properties: { url: { type: 'string' } }, secret_fields: ['url'] }
  const schema = (await api.call('POST', '/block_schemas/', { block_type_id: type.id, fields, capabilities: ['notify'] })).body
  const document = await api.call('POST', '/block_documents/', {
    name: 'courier',
    data: { url: 'https://example.test/secret' },
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

/** One turn of the service; what it sends. */
async function sent(api: TestApi, fail = false): Promise<Parameters<SendNotification>[]> {
  const all: Parameters<SendNotification>[] = []
  const service = createFlowRunNotifications(async (...one) => {
    all.push(one)
    if (fail) throw new Error('nobody there')
  })
  await service.runOnce({ ...api.context, signal: new AbortController().signal })
  return all
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
    await policyOf(api, { state_names: ['Failed', 'Odd'], tags: ['loud'], message_template })
    const [loud, quiet] = [await runOf(api, { tags: ['loud', 'x'], parameters: { n: 7 } }), await runOf(api)]
    await setState(api, loud, 'RUNNING')
    await setState(api, quiet, 'FAILED')
    await setState(api, loud, 'FAILED', { message: 'no luck' })
    expect((await sent(api)).map(([, , body]) => body)).toEqual(['f/the-run Failed: no luck 7 {}'])
    await setState(api, loud, 'COMPLETED', { name: 'Odd' })
    const [[document, subject, body] = []] = await sent(api)
    expect(body).toBe('f/the-run Odd: None 7 {}')
    expect(subject).toBe('Prefect flow run notification')
    expect(document).toMatchObject({
      name: 'courier',
      data: { url: 'https://example.test/secret' },
      block_schema: { capabilities: ['notify'] },
    })
    expect(await sent(api)).toEqual([])
  })

  it('tell of nothing while they are switched off, and again once they are on', async () => {
    await using api = await openTestApi(kind)
    const { id } = await policyOf(api)
    await api.call('PATCH', PATH + id, { is_active: false })
    const run = await runOf(api)
    await setState(api, run, 'RUNNING')
    expect(await sent(api)).toEqual([])
    await api.call('PATCH', PATH + id, { is_active: true })
    await setState(api, run, 'COMPLETED')
    const [[, , body] = []] = await sent(api)
    expect(body).toContain('f/the-run')
    expect(body).toContain(`/flow-runs/flow-run/${run}`)
    await setState(api, run, 'RUNNING')
    await api.call('DELETE', PATH + id)
    expect(await sent(api)).toEqual([])
  })

  it('keep what could not be sent, and give up after the third time', async () => {
    await using api = await openTestApi(kind)
    await policyOf(api, { state_names: ['Running'] })
    await setState(api, await runOf(api), 'RUNNING')
    const later = async (): Promise<void> => {
      await api.context.store.write(({ db }) =>
        db.updateTable('flow_run_notification_queue').set({ due: '2020-01-01T00:00:00.000000Z' }).execute(),
      )
    }
    expect(await sent(api, true)).toHaveLength(1)
    expect(await sent(api)).toEqual([])
    await later()
    expect(await sent(api, true)).toHaveLength(1)
    await later()
    expect(await sent(api, true)).toHaveLength(1)
    await later()
    expect(await sent(api)).toEqual([])
  })
})
