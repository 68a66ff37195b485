import type { Conversation } from '../conversation.ts'
import { textAt } from '../conversation.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-00000000000b'

/** The default result storage of 3.x, and the tables of 2.20. Held last: it leaves nothing behind. */
export async function talkOfAdministration(api: Conversation): Promise<void> {
  api.topic('administration')
  if (api.generation === 3) await defaultStorage(api)
  else await database(api)
}

async function defaultStorage(api: Conversation): Promise<void> {
  const choose = (label: string, body: unknown): Promise<unknown> => api.call(`choose ${label}`, 'PUT', '/admin/storage', body)
  await api.call('no storage', 'GET', '/admin/storage')
  const type = await api.made('type', 'POST', '/block_types/', { name: 'Diff Storage', slug: 'diff-storage' })
  const fields = { title: 'DiffStorage', type: 'object', properties: {}, block_type_slug: 'diff-storage', block_schema_references: {} }
  const block = async (label: string, capability: string): Promise<string> => {
    const kind = { fields: { ...fields, title: label }, block_type_id: type, capabilities: [capability] }
    const schema = textAt(await api.call(`schema of ${label}`, 'POST', '/block_schemas/', kind), 'id')
    return api.made(`block of ${label}`, 'POST', '/block_documents/', {
      name: label,
      data: {},
      block_type_id: type,
      block_schema_id: schema,
    })
  }
  const good = await block('good', 'write-path')
  const bad = await block('bad', 'be-nice')
  await choose('a block', { default_result_storage_block_id: good })
  await api.call('the block', 'GET', '/admin/storage')
  await choose('a block that nothing can be written to', { default_result_storage_block_id: bad })
  await choose('an unknown block', { default_result_storage_block_id: UNKNOWN })
  await choose('nothing', {})
  await choose('null', { default_result_storage_block_id: null })
  await choose('a bad id', { default_result_storage_block_id: 'x' })
  await choose('more than there is', { default_result_storage_block_id: good, colour: 1 })
  await api.call('delete the block', 'DELETE', `/block_documents/${good}`)
  await api.call('a deleted block', 'GET', '/admin/storage')
  await api.call('clear', 'DELETE', '/admin/storage')
  await api.call('clear again', 'DELETE', '/admin/storage')
}

async function database(api: Conversation): Promise<void> {
  for (const what of ['drop', 'create']) {
    await api.call(`${what} without confirming`, 'POST', `/admin/database/${what}`, {})
    await api.call(`${what} with an unclear answer`, 'POST', `/admin/database/${what}`, { confirm: 'perhaps' })
  }
  await api.call('drop', 'POST', '/admin/database/drop', { confirm: true })
  await api.call('create', 'POST', '/admin/database/create', { confirm: true })
  await api.call('count flows afterwards', 'POST', '/flows/count', {})
  await api.call('make a flow afterwards', 'POST', '/flows/', { name: 'afterwards' })
}
