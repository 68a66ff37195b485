import { type Conversation, type Json, textAt } from '../conversation.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-00000000000c'
const TOO_LONG_TO_GUESS = 'abcdefghijklmnopqrstuvwxyz-secret'

interface Block {
  readonly block_type_id: string
  readonly block_schema_id: string
}

/** Blocks that hold others, with their secrets, and lists of blocks by what they can do. */
export async function talkOfNestedBlocks(api: Conversation): Promise<void> {
  api.topic('nested blocks')
  const inner = await define(api, 'inner', ['diff-fly'], {
    properties: { x: { type: 'string', format: 'password' }, y: { type: 'string' }, z: { type: 'object' } },
    secret_fields: ['x', 'z.*'],
  })
  const outer = await define(api, 'outer', ['diff-swim', 'diff-fly'], {
    properties: { a: { type: 'integer' }, b: { type: 'string', format: 'password' }, child: { $ref: '#/definitions/inner' } },
    secret_fields: ['b', 'child.x', 'child.z.*'],
    block_schema_references: { child: { block_type_slug: 'diff-inner', block_schema_checksum: inner.checksum } },
    definitions: { inner: inner.fields },
  })
  const secrets = { x: TOO_LONG_TO_GUESS, y: 'shown', z: { key: TOO_LONG_TO_GUESS, more: { deep: 1 } } }
  const child = await document(api, 'child', inner, { data: secrets })
  const other = await document(api, 'other', inner, { data: { x: 'x', y: 'another' } })
  const held = { a: 3, b: 'hidden', child: { $ref: { block_document_id: child } } }
  const parent = await document(api, 'parent', outer, { data: held })
  const path = `/block_documents/${parent}`
  for (const [label, id] of [
    ['child', child],
    ['parent', parent],
  ]) {
    await api.call(`read the ${label}`, 'GET', `/block_documents/${id}`)
    await api.call(`read the ${label} with secrets`, 'GET', `/block_documents/${id}?include_secrets=true`)
  }
  const change = async (label: string, body: object, id = parent): Promise<void> => {
    await api.call(`change ${label}`, 'PATCH', `/block_documents/${id}`, body)
    await api.call(`read after a change ${label}`, 'GET', `${path}?include_secrets=true`)
  }
  await change('of what is inside', { data: { y: 'changed' } }, child)
  await change('to another one inside', { data: { child: { $ref: { block_document_id: other } } } })
  await change('to one that is not there', { data: { child: { $ref: { block_document_id: UNKNOWN } } } })
  await change('to a reference to nothing', { data: { child: { $ref: {} } } })
  await change('to a reference that is no id', { data: { child: { $ref: { block_document_id: 'x' } } } })
  await change('to the block itself', { data: { child: { $ref: { block_document_id: parent } } } })
  await change('to nothing inside', { data: { child: {}, a: 4 }, merge_existing_data: false })
  await change('back', { data: held, merge_existing_data: false })
  await change('to its masks', { data: { b: '********', child: { $ref: { block_document_id: child } } } })
  await lists(api, [inner, outer])
  await templates(api, child)
  for (const [label, id] of [
    ['child that is held', child],
    ['parent', parent],
  ]) {
    await api.call(`delete the ${label}`, 'DELETE', `/block_documents/${id}`)
    await api.call(`read the ${label}, deleted`, 'GET', `/block_documents/${id}`)
  }
}

/** Makes a block type with one schema. */
async function define(
  api: Conversation,
  name: string,
  capabilities: readonly string[],
  shape: object,
): Promise<Block & { readonly fields: object; readonly checksum: string }> {
  const slug = `diff-${name}`
  const fields = { title: name, type: 'object', block_type_slug: slug, block_schema_references: {}, ...shape }
  const block_type_id = await api.made(`type ${name}`, 'POST', '/block_types/', { name: `Diff ${name}`, slug })
  const schema = await api.call(`schema ${name}`, 'POST', '/block_schemas/', { block_type_id, fields, capabilities })
  return { block_type_id, block_schema_id: textAt(schema, 'id'), fields, checksum: textAt(schema, 'checksum') }
}

/** Makes a block document and answers its id. */
const document = (api: Conversation, name: string, { block_type_id, block_schema_id }: Block, more: object): Promise<string> =>
  api.made(`document ${name}`, 'POST', '/block_documents/', { name: `diff-${name}`, block_type_id, block_schema_id, ...more })

async function lists(api: Conversation, [inner, outer]: readonly [Block, Block]): Promise<void> {
  const { block_type_id, block_schema_id } = inner
  const anonymous = { block_type_id, block_schema_id, is_anonymous: true, data: { y: 'nobody' } }
  await api.call('document of no name', 'POST', '/block_documents/', anonymous)
  await api.call('document of no name, again', 'POST', '/block_documents/', anonymous)
  const slugs = { block_types: { slug: { any_: ['diff-inner', 'diff-outer'] } } }
  const namesOf = async (label: string, body: object): Promise<void> => {
    const { status, body: found } = await api.ask('POST', '/block_documents/filter', { ...slugs, ...body })
    const names = status === 200 ? (found as readonly Json[]).map((one) => textAt(one, 'name').replace(/^anonymous-.*/, 'anonymous')) : []
    api.observe(`list ${label}`, { status, names })
  }
  const can = (...all_: readonly string[]): object => ({ block_schemas: { block_capabilities: { all_ } } })
  await namesOf('by types', {})
  await namesOf('by what they can do', can('diff-fly'))
  await namesOf('by all that they can do', can('diff-fly', 'diff-swim'))
  await namesOf('by what nothing can do', can('diff-nothing'))
  await namesOf('by part of a name', { block_documents: { name: { like_: 'PAR' }, is_anonymous: { eq_: false } } })
  await namesOf('those of no name', { block_documents: { is_anonymous: { eq_: true } } })
  await namesOf('with and without a name', { block_documents: { is_anonymous: null } })
  await namesOf('with and without a name, said otherwise', { block_documents: { is_anonymous: { eq_: null } } })
  await namesOf('by type and name', { sort: 'BLOCK_TYPE_AND_NAME_ASC' })
  await namesOf('by name, downwards', { sort: 'NAME_DESC' })
  await namesOf('two of them', { limit: 2 })
  await namesOf('the next two of them', { limit: 2, offset: 2 })
  await api.call('list with secrets', 'POST', '/block_documents/filter', {
    block_documents: { name: { any_: ['diff-parent'] } },
    include_secrets: true,
  })
  await api.call('count of both types', 'POST', '/block_documents/count', slugs)
  for (const slug of ['diff-inner', 'diff-outer'])
    await api.call(`names of ${slug}`, 'GET', `/block_types/slug/${slug}/block_documents?include_secrets=true`)
  await api.call('schemas by what they can do', 'POST', '/block_schemas/filter', { block_schemas: can('diff-swim') })
  await api.call('schemas of both types', 'POST', '/block_schemas/filter', {
    block_schemas: { block_type_id: { any_: [inner.block_type_id, outer.block_type_id] } },
  })
  for (const name of ['my-block', 'my%block', 'my/block', 'my block', 'my\\block', 'my👍block', 'my|block', 'MyBlock', 'x']) {
    await api.call(`create "${name}"`, 'POST', '/block_documents/', { name, data: {}, block_type_id, block_schema_id })
  }
  await versions(api, block_type_id)
}

/** Schemas of the same fields under several versions. */
async function versions(api: Conversation, block_type_id: string): Promise<void> {
  const schema = { block_type_id, fields: { title: 'versioned', type: 'object', properties: {} } }
  const first = await api.call('schema of a first version', 'POST', '/block_schemas/', { ...schema, version: '1.0.1' })
  await api.call('schema of a second version', 'POST', '/block_schemas/', { ...schema, version: '1.1.0' })
  const path = `/block_schemas/checksum/${textAt(first, 'checksum')}`
  await api.call('read the first version', 'GET', `${path}?version=1.0.1`)
  await api.call('read the second version', 'GET', `${path}?version=1.1.0`)
  await api.call('read no version', 'GET', `${path}?version=7`)
  await api.call('read the newest version', 'GET', path)
}

/** Blocks as the defaults of a pool's job variables. */
async function templates(api: Conversation, child: string): Promise<void> {
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-block-defaults' })
  const pool = (label: string, type: string, block_document_id: unknown): Promise<unknown> => {
    const block = { type, title: 'Block', default: { $ref: { block_document_id } } }
    const variables = { properties: { block, other: { type: 'integer' } }, required: ['block', 'other'] }
    const base_job_template = { job_configuration: { block: '{{ block }}', other: '{{ other }}' }, variables }
    return api.call(`pool with ${label}`, 'POST', '/work_pools/', { name: `diff ${label}`, type: 'test', base_job_template })
  }
  await pool('a block for a text', 'string', child)
  await pool('a block that is not there', 'object', UNKNOWN)
  await pool('a block whose id is none', 'object', 'non-existing')
  await pool('no block', 'object', null)
  await pool('a block', 'object', child)
  const deployed = { name: 'block-defaults', flow_id, work_pool_name: 'diff a block' }
  const deployment = await api.made('deployment', 'POST', '/deployments/', deployed)
  const run = (label: string, job_variables: object): Promise<unknown> =>
    api.call(`run ${label}`, 'POST', `/deployments/${deployment}/create_flow_run`, { name: label, job_variables })
  await run('with the block alone', {})
  await run('with the block', { other: 1 })
  await run('with something else than the block', { other: 1, block: 7 })
  await run('with another block', { other: 1, block: { x: 1 } })
}
