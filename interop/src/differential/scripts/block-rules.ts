import { type Conversation, textAt } from '../conversation.ts'

/** What block types that come with Prefect may not, what several versions of a schema share, and lists by what blocks can do. */
export async function talkOfBlockRules(api: Conversation): Promise<void> {
  api.topic('rules of blocks')
  const made: Record<string, string> = {}
  for (const [name, capabilities] of Object.entries({ Duck: ['diff-swim', 'diff-fly'], Bird: ['diff-fly'], Cat: ['diff-run'], Rock: [] })) {
    const slug = `diff-rule-${name.toLowerCase()}`
    const type = await api.made(`type ${name}`, 'POST', '/block_types/', { name: `Diff ${name}`, slug })
    const fields = { title: name, type: 'object', properties: {}, block_type_slug: slug, secret_fields: [], block_schema_references: {} }
    await api.call(`schema ${name}`, 'POST', '/block_schemas/', { block_type_id: type, capabilities, fields })
    made[name] = type
  }
  const any_ = Object.values(made)
  for (const all_ of [['diff-run'], ['diff-fly', 'diff-swim'], ['diff-absent']]) {
    const block_schemas = { block_capabilities: { all_ } }
    const block_types = { name: { like_: 'diff ' }, slug: { any_: ['diff-rule-duck', 'diff-rule-bird', 'diff-rule-cat'] } }
    await api.call(`types that can ${all_.join()}`, 'POST', '/block_types/filter', { block_types, block_schemas })
    await api.call(`schemas that can ${all_.join()}`, 'POST', '/block_schemas/filter', {
      block_schemas: { ...block_schemas, block_type_id: { any_ } },
    })
  }
  const versioned = { block_type_id: made['Rock'], fields: { title: 'Versioned', type: 'object', properties: {} } }
  let checksum = ''
  for (const version of ['1.0.1', '1.1.0', '1.0.1', undefined]) {
    const body = version === undefined ? versioned : { ...versioned, version }
    checksum = textAt(
      await api.call(`schema of version ${version}, of ${checksum === '' ? 'no' : 'some'} other`, 'POST', '/block_schemas/', body),
      'checksum',
    )
  }
  for (const version of ['', '?version=1.0.1', '?version=1.1.0', '?version=9']) {
    await api.call(`schema by checksum ${version}`, 'GET', `/block_schemas/checksum/${checksum}${version}`)
  }
  await protectedTypes(api)
}

async function protectedTypes(api: Conversation): Promise<void> {
  await api.call('install', 'POST', '/block_types/install_system_block_types')
  const { body } = await api.ask('GET', '/block_types/slug/secret')
  const type = textAt(body, 'id')
  const schemas = await api.ask('POST', '/block_schemas/filter', { block_schemas: { block_type_id: { any_: [type] } }, limit: 1 })
  const schema = textAt(schemas.body, 0, 'id')
  await api.call('delete a protected type', 'DELETE', `/block_types/${type}`)
  await api.call('delete a schema of a protected type', 'DELETE', `/block_schemas/${schema}`)
  await api.call('describe a protected type', 'PATCH', `/block_types/${type}`, { description: 'something else' })
  const { body: described } = await api.ask('GET', `/block_types/${type}`)
  api.observe('what is kept of a protected type', [textAt(described, 'name'), textAt(described, 'description')])
  for (const name of ['PrefectBlockType', 'Prefect', 'prefect_block_type', 'pReFeCt!']) {
    await api.call(`type under the reserved name ${name}`, 'POST', '/block_types/', { name, slug: `diff-${name.length}-reserved` })
  }
  await api.call('blocks of a type that is not there', 'GET', '/block_types/slug/diff-absent/block_documents')
  await api.call('block of a type that is not there', 'GET', '/block_types/slug/diff-absent/block_documents/name/x')
}
