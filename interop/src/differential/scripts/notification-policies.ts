import type { Conversation } from '../conversation.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-00000000000b'
const PATH = '/flow_run_notification_policies/'

/** Notification policies, which only 2.20 has. */
export async function talkOfNotificationPolicies(api: Conversation): Promise<void> {
  if (api.generation === 3) return
  api.topic('notification policies')
  const type = await api.made('make a block type', 'POST', '/block_types/', { name: 'Diff courier', slug: 'diff-courier' })
  const fields = { type: 'object', properties: { url: { type: 'string' } }, secret_fields: ['url'] }
  const schema = await api.made('make a schema', 'POST', '/block_schemas/', { block_type_id: type, fields, capabilities: ['notify'] })
  const document = await api.made('make a block', 'POST', '/block_documents/', {
    name: 'diff-courier',
    data: { url: 'https://hooks.example.test/x' },
    block_type_id: type,
    block_schema_id: schema,
  })
  const valid = {
    is_active: true,
    state_names: ['Failed'],
    tags: ['a'],
    block_document_id: document,
    message_template: '{flow_run_name} {{',
  }
  const id = await api.made('create', 'POST', PATH, { ...valid, message_template: '{flow_run_name} is {flow_run_state_name}' })
  await api.call('create with an unknown variable', 'POST', PATH, { ...valid, message_template: '{nonsense}' })
  await sendVariants(api, 'create', 'POST', PATH, { ...valid, message_template: 'text' })
  await api.call('read', 'GET', PATH + id)
  await api.call('read unknown', 'GET', PATH + UNKNOWN)
  await api.call('change', 'PATCH', PATH + id, { is_active: false, tags: [] })
  await api.call('change the template', 'PATCH', PATH + id, { message_template: null })
  await api.call('change to nothing', 'PATCH', PATH + id, {})
  await api.call('change wrongly', 'PATCH', PATH + id, { colour: 1, message_template: '{x}' })
  await api.call('change unknown', 'PATCH', PATH + UNKNOWN, { is_active: true })
  await api.call('read changed', 'GET', PATH + id)
  const filter = (label: string, body?: object): Promise<unknown> => api.call(`filter ${label}`, 'POST', `${PATH}filter`, body)
  await filter('inactive', { flow_run_notification_policy_filter: { is_active: { eq_: false } } })
  await filter('as it is', { flow_run_notification_policy_filter: {} })
  await filter('by an unknown filter', { flow_run_notification_policy_filter: { colour: 1 } })
  await filter('too many', { limit: 500 })
  await filter('past the end', { offset: 1000 })
  await api.call('delete', 'DELETE', PATH + id)
  await api.call('delete again', 'DELETE', PATH + id)
}
