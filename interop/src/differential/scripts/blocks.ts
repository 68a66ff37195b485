import { type Conversation, textAt } from '../conversation.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-00000000000a'

/** Block types, schemas and documents of a type of our own, with a secret. */
export async function talkOfBlocks(api: Conversation): Promise<void> {
  api.topic('blocks')
  const type = { name: 'Diff Block', slug: 'diff-block', description: 'd', code_example: 'x', logo_url: 'https://example.org/logo.png' }
  const block_type_id = await api.made('create type', 'POST', '/block_types/', type)
  await api.call('create type again', 'POST', '/block_types/', type)
  await sendVariants(api, 'create type', 'POST', '/block_types/', { name: 'n', slug: 's', description: 'd' }, (n) => ({
    name: `Diff ${n}`,
    slug: `diff-${n}`,
  }))
  await api.call('read type', 'GET', `/block_types/${block_type_id}`)
  await api.call('read type by slug', 'GET', '/block_types/slug/diff-block')
  await api.call('read unknown type', 'GET', `/block_types/${UNKNOWN}`)
  await api.call('read type by unknown slug', 'GET', '/block_types/slug/absent')
  await api.call('change type', 'PATCH', `/block_types/${block_type_id}`, { description: 'e' })
  await api.call('filter types', 'POST', '/block_types/filter', { block_types: { name: { like_: 'diff block' } } })
  const fields = {
    type: 'object',
    title: 'DiffBlock',
    properties: { host: { type: 'string', title: 'Host' }, token: { type: 'string', title: 'Token', writeOnly: true, format: 'password' } },
    required: ['host'],
    block_type_slug: 'diff-block',
    secret_fields: ['token'],
    block_schema_references: {},
  }
  const schema = { block_type_id, fields, capabilities: ['diff'], version: '1.0' }
  const block_schema_id = await api.made('create schema', 'POST', '/block_schemas/', schema)
  const again = await api.call('create schema again', 'POST', '/block_schemas/', schema)
  await sendVariants(api, 'create schema', 'POST', '/block_schemas/', schema)
  await api.call('read schema', 'GET', `/block_schemas/${block_schema_id}`)
  await api.call('read schema by checksum', 'GET', `/block_schemas/checksum/${textAt(again, 'checksum')}`)
  await api.call('read schema by unknown checksum', 'GET', '/block_schemas/checksum/sha256:none')
  await api.call('filter schemas', 'POST', '/block_schemas/filter', {
    block_schemas: { block_type_id: { any_: [block_type_id] } },
    limit: 1,
  })
  await api.call('filter schemas by capability', 'POST', '/block_schemas/filter', {
    block_schemas: { block_capabilities: { all_: ['diff'] } },
    limit: 1,
  })
  const document = { name: 'diff-doc', data: { host: 'h', token: 'secret!' }, block_schema_id, block_type_id, is_anonymous: false }
  const id = await api.made('create document', 'POST', '/block_documents/', document)
  await api.call('create document again', 'POST', '/block_documents/', document)
  await sendVariants(api, 'create document', 'POST', '/block_documents/', document, (n) => ({ name: `diff-doc-${n}` }))
  await api.call('read document', 'GET', `/block_documents/${id}`)
  await api.call('read document with secrets', 'GET', `/block_documents/${id}?include_secrets=true`)
  await api.call('read unknown document', 'GET', `/block_documents/${UNKNOWN}`)
  await api.call('read document by name', 'GET', '/block_types/slug/diff-block/block_documents/name/diff-doc')
  await api.call(
    'read document by name with secrets',
    'GET',
    '/block_types/slug/diff-block/block_documents/name/diff-doc?include_secrets=true',
  )
  await api.call('read document by unknown name', 'GET', '/block_types/slug/diff-block/block_documents/name/absent')
  await api.call('change document', 'PATCH', `/block_documents/${id}`, { data: { host: 'g' }, merge_existing_data: true })
  await api.call('change the secret to its mask', 'PATCH', `/block_documents/${id}`, { data: { token: '********' } })
  await api.call('read changed document', 'GET', `/block_documents/${id}?include_secrets=true`)
  await api.call('replace document', 'PATCH', `/block_documents/${id}`, { data: { host: 'i' }, merge_existing_data: false })
  await api.call('read replaced document', 'GET', `/block_documents/${id}?include_secrets=true`)
  await api.call('change unknown document', 'PATCH', `/block_documents/${UNKNOWN}`, { data: {} })
  await api.call('filter documents', 'POST', '/block_documents/filter', { block_documents: { name: { any_: ['diff-doc'] } } })
  await api.call('count documents', 'POST', '/block_documents/count', { block_documents: { name: { any_: ['diff-doc'] } } })
  await api.call('documents of a type', 'GET', '/block_types/slug/diff-block/block_documents')
  const other = await api.made('create another type', 'POST', '/block_types/', { name: 'Diff other', slug: 'diff-other' })
  await api.call('create document of another type than its schema', 'POST', '/block_documents/', {
    name: 'diff-mixed',
    data: {},
    block_schema_id,
    block_type_id: other,
  })
  await api.call('delete document', 'DELETE', `/block_documents/${id}`)
  await api.call('delete document again', 'DELETE', `/block_documents/${id}`)
  await api.call('delete schema', 'DELETE', `/block_schemas/${block_schema_id}`)
  await api.call('delete type', 'DELETE', `/block_types/${block_type_id}`)
  await api.call('delete type again', 'DELETE', `/block_types/${block_type_id}`)
}
