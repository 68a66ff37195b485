import { checksumOf } from '@millrace/blocks'
import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { type Answered, openTestApi } from './testing.ts'

const UNKNOWN = '00000000-0000-4000-8000-000000000000'
const MASK = '********'

const LEAF = {
  title: 'Leaf',
  type: 'object',
  properties: { token: { type: 'string', format: 'password' }, headers: { type: 'object' }, size: { type: 'integer' } },
  block_type_slug: 'leaf',
  secret_fields: ['token', 'headers.*'],
  block_schema_references: {},
}
const ROOT = {
  title: 'Root',
  type: 'object',
  properties: { leaf: { $ref: '#/definitions/Leaf' }, colour: { $ref: '#/definitions/Colour' } },
  block_type_slug: 'root',
  secret_fields: ['leaf.token', 'leaf.headers.*'],
  block_schema_references: { leaf: { block_type_slug: 'leaf', block_schema_checksum: checksumOf(LEAF) } },
  definitions: { Leaf: LEAF, Colour: { enum: ['red'] } },
}

type Kind = { readonly block_type_id: string; readonly block_schema_id: string }

/** Two types of blocks, one nested in the other, and one block of each: `api.call` and their ids. */
async function openWithBlocks(kind: (typeof STORE_KINDS)[number]) {
  const api = await openTestApi(kind)
  const id = async (path: string, body: unknown): Promise<string> => (await api.call('POST', path, body)).body.id
  const kindOf = async (slug: string, fields: object, type: string): Promise<Kind> => ({
    block_type_id: type,
    block_schema_id: await id('/block_schemas/', { fields, block_type_id: type, capabilities: [`be-a-${slug}`], version: '1' }),
  })
  const [leafType, rootType] = [
    await id('/block_types/', { name: 'Leaf', slug: 'leaf' }),
    await id('/block_types/', { name: 'Root', slug: 'root' }),
  ]
  const leaf = await kindOf('leaf', LEAF, leafType)
  const root = await kindOf('root', ROOT, rootType)
  const one = await id('/block_documents/', { name: 'one', data: { token: 'swordfish', headers: { a: 'x' }, size: 1 }, ...leaf })
  const ref = (block_document_id: string) => ({ $ref: { block_document_id } })
  const parent = await id('/block_documents/', { name: 'parent', data: { leaf: ref(one) }, ...root })
  return {
    call: api.call.bind(api),
    context: api.context,
    kinds: { leaf, root },
    one,
    parent,
    ref,
    open: async (document: string) => (await api.call('GET', `/block_documents/${document}?include_secrets=true`)).body.data,
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  }
}

const names = ({ body }: Answered) => body.map(({ name }: { name: string }) => name)

describe.each(STORE_KINDS)('block types on %s', (kind) => {
  it('are made once per slug, and not by reserved or impossible names', async () => {
    await using api = await openTestApi(kind)
    const made = await api.call('POST', '/block_types/', { name: 'A', slug: 'a', description: '<b> & c' })
    expect(made).toMatchObject({ status: 201, body: { slug: 'a', is_protected: false, description: '&lt;b&gt; &amp; c', logo_url: null } })
    expect(await api.call('GET', `/block_types/${made.body.id}`)).toMatchObject({ status: 200, body: made.body })
    expect(await api.call('GET', '/block_types/slug/a')).toMatchObject({ status: 200, body: made.body })
    const taken = await api.call('POST', '/block_types/', { name: 'A', slug: 'a' })
    expect(taken).toMatchObject({ status: 409, body: { detail: 'Block type with name "A" already exists' } })
    expect((await api.call('POST', '/block_types/', { name: 'PrefectX', slug: 'x' })).status).toBe(403)
    for (const body of [{ name: 'a/b', slug: 'x' }, { name: 'X', slug: 'X_x' }, { slug: 'x' }]) {
      expect((await api.call('POST', '/block_types/', body)).status).toBe(422)
    }
    expect((await api.call('GET', `/block_types/${UNKNOWN}`)).body).toEqual({ detail: 'Block type not found' })
  })

  it('are changed only where something differs, and deleted with all that is theirs', async () => {
    await using world = await openWithBlocks(kind)
    const path = `/block_types/${world.kinds.leaf.block_type_id}`
    await world.call('PATCH', path, { description: 'new' })
    const { body: changed } = await world.call('GET', path)
    expect(changed.description).toBe('new')
    expect((await world.call('PATCH', path, { description: 'new' })).status).toBe(204)
    expect((await world.call('GET', path)).body).toEqual(changed)
    expect((await world.call('PATCH', `/block_types/${UNKNOWN}`, {})).status).toBe(404)
    expect((await world.call('DELETE', path)).status).toBe(204)
    expect((await world.call('DELETE', path)).status).toBe(404)
    expect((await world.call('GET', `/block_documents/${world.one}`)).status).toBe(404)
    expect((await world.call('GET', `/block_documents/${world.parent}`)).body.data).toEqual({})
  })

  it('are listed by name, slug and what their schemas can do', async () => {
    await using world = await openWithBlocks(kind)
    const filter = async (body: unknown) => names(await world.call('POST', '/block_types/filter', body))
    expect(await filter({})).toEqual(['Leaf', 'Root'])
    expect(await filter({ limit: 1, offset: 1 })).toEqual(['Root'])
    expect(await filter({ block_types: { slug: { any_: ['leaf'] } } })).toEqual(['Leaf'])
    expect(await filter({ block_types: { name: { like_: 'OO' } } })).toEqual(['Root'])
    expect(await filter({ block_schemas: { block_capabilities: { all_: ['be-a-root'] } } })).toEqual(['Root'])
    expect((await world.call('GET', '/block_capabilities/')).body).toEqual(['be-a-leaf', 'be-a-root'])
  })
})

describe.each(STORE_KINDS)('block schemas on %s', (kind) => {
  it('are made once per checksum and version', async () => {
    await using world = await openWithBlocks(kind)
    const { block_type_id } = world.kinds.leaf
    const again = await world.call('POST', '/block_schemas/', { fields: LEAF, block_type_id, version: '1' })
    expect(again).toMatchObject({
      status: 200,
      body: { id: world.kinds.leaf.block_schema_id, capabilities: ['be-a-leaf'], block_type: { slug: 'leaf' } },
    })
    const newer = await world.call('POST', '/block_schemas/', { fields: LEAF, block_type_id })
    expect(newer).toMatchObject({ status: 201, body: { version: 'non-versioned', checksum: checksumOf(LEAF) } })
    const path = `/block_schemas/checksum/${checksumOf(LEAF)}`
    expect((await world.call('GET', path)).body.id).toBe(newer.body.id)
    expect((await world.call('GET', `${path}?version=1`)).body.id).toBe(again.body.id)
    expect((await world.call('GET', `${path}?version=2`)).body).toEqual({ detail: 'Block schema not found' })
    expect((await world.call('POST', '/block_schemas/', { fields: {}, block_type_id: UNKNOWN })).body).toEqual({
      detail: `Block type ${UNKNOWN} not found.`,
    })
  })

  it('make the schemas of nested blocks that are not there yet', async () => {
    await using world = await openWithBlocks(kind)
    const leaf = { ...LEAF, description: 'newer' }
    const leafReference = { block_type_slug: 'leaf', block_schema_checksum: checksumOf(leaf) }
    const fields = { ...ROOT, block_schema_references: { leaf: leafReference }, definitions: { ...ROOT.definitions, Leaf: leaf } }
    const { block_type_id } = world.kinds.root
    expect(await world.call('POST', '/block_schemas/', { fields, block_type_id })).toMatchObject({ status: 201, body: { fields } })
    const nested = await world.call('GET', `/block_schemas/checksum/${checksumOf(leaf)}`)
    expect(nested.body).toMatchObject({ fields: leaf, block_type: { slug: 'leaf' }, capabilities: [] })
  })

  it('are refused when a nested block is of no known type, or not defined', async () => {
    await using world = await openWithBlocks(kind)
    const { block_type_id } = world.kinds.root
    const nested = (slug: string) => ({
      ...ROOT,
      definitions: {},
      block_schema_references: { leaf: { block_type_slug: slug, block_schema_checksum: 'sha256:0' } },
    })
    const unknown = await world.call('POST', '/block_schemas/', { fields: nested('twig'), block_type_id })
    expect(unknown).toMatchObject({ status: 409, body: { detail: expect.stringContaining("block type 'twig' was not found") } })
    expect((await world.call('POST', '/block_schemas/', { fields: nested('leaf'), block_type_id })).status).toBe(422)
    expect((await world.call('POST', '/block_schemas/filter', {})).body).toHaveLength(2)
  })

  it('are listed, the newest first, and deleted', async () => {
    await using world = await openWithBlocks(kind)
    const [leaf, root] = [world.kinds.leaf.block_schema_id, world.kinds.root.block_schema_id]
    const filter = async (block_schemas: unknown) =>
      (await world.call('POST', '/block_schemas/filter', { block_schemas })).body.map(({ id }: { id: string }) => id)
    expect(await filter(undefined)).toEqual([root, leaf])
    expect(await filter({ block_type_id: { any_: [world.kinds.leaf.block_type_id] } })).toEqual([leaf])
    expect(await filter({ block_capabilities: { all_: ['be-a-root'] } })).toEqual([root])
    expect(await filter({ operator: 'or_', id: { any_: [leaf] }, version: { any_: ['9'] } })).toEqual([leaf])
    expect((await world.call('DELETE', `/block_schemas/${root}`)).status).toBe(204)
    expect((await world.call('DELETE', `/block_schemas/${root}`)).status).toBe(404)
    expect((await world.call('GET', `/block_schemas/${root}`)).status).toBe(404)
  })
})

describe.each(STORE_KINDS)('block documents on %s', (kind) => {
  it('show their secrets only to those who ask', async () => {
    await using world = await openWithBlocks(kind)
    const masked = { token: MASK, headers: { a: MASK }, size: 1 }
    const { body } = await world.call('GET', '/block_types/slug/leaf/block_documents/name/one')
    expect(body).toMatchObject({
      name: 'one',
      data: masked,
      block_type_name: 'Leaf',
      block_schema: { id: world.kinds.leaf.block_schema_id },
    })
    expect(body).not.toHaveProperty('encrypted_data')
    expect(await world.open(world.one)).toEqual({ token: 'swordfish', headers: { a: 'x' }, size: 1 })
    const parent = await world.call('GET', `/block_documents/${world.parent}`)
    expect(parent.body).toMatchObject({
      data: { leaf: masked },
      block_document_references: {
        leaf: { block_document: { id: world.one, name: 'one', block_type: { slug: 'leaf' }, is_anonymous: false } },
      },
    })
    expect(await world.open(world.parent)).toMatchObject({ leaf: { token: 'swordfish' } })
    const listed = await world.call('GET', '/block_types/slug/leaf/block_documents?include_secrets=1')
    expect(listed.body).toMatchObject([{ data: { token: 'swordfish' } }])
  })

  it('have a name of their own, or are anonymous', async () => {
    await using world = await openWithBlocks(kind)
    const post = (body: object) => world.call('POST', '/block_documents/', { data: {}, ...world.kinds.leaf, ...body })
    expect(await post({ name: 'one' })).toMatchObject({ status: 409, body: { detail: 'Block already exists' } })
    for (const name of [undefined, null, 'Not_Plain', 'a/b']) expect((await post({ name })).status).toBe(422)
    expect(await post({ is_anonymous: true })).toMatchObject({ status: 201, body: { name: expect.stringMatching(/^anonymous-/) } })
    expect((await post({ name: 'x', block_type_id: UNKNOWN })).status).toBe(404)
    expect((await post({ name: 'x', block_schema_id: UNKNOWN })).status).toBe(409)
    expect((await post({ name: 'x', data: { leaf: world.ref(UNKNOWN) } })).status).toBe(409)
    expect((await post({ name: 'x', data: { leaf: { $ref: {} } } })).body.detail).toContain('without a block_document_id in key leaf')
    const racing = await Promise.all([post({ name: 'race' }), post({ name: 'race' }), post({ name: 'race' })])
    expect(racing.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409, 409])
  })

  it('keep what an update does not name, and secrets that come back masked', async () => {
    await using world = await openWithBlocks(kind)
    const patch = (id: string, body: unknown) => world.call('PATCH', `/block_documents/${id}`, body)
    expect((await patch(world.one, { data: { token: MASK, size: 2 } })).status).toBe(204)
    expect(await world.open(world.one)).toEqual({ token: 'swordfish', headers: { a: 'x' }, size: 2 })
    await patch(world.one, { data: { headers: { a: MASK, b: 'y' } } })
    expect(await world.open(world.one)).toEqual({ token: 'swordfish', headers: { a: 'x', b: 'y' }, size: 2 })
    await patch(world.one, { data: { token: 'marlin' }, merge_existing_data: false })
    expect(await world.open(world.one)).toEqual({ token: 'marlin' })
    await patch(world.one, {})
    expect(await world.open(world.one)).toEqual({ token: 'marlin' })
    await patch(world.one, { merge_existing_data: false })
    expect(await world.open(world.one)).toEqual({})
    expect((await patch(UNKNOWN, { data: {} })).status).toBe(404)
    expect((await patch(world.one, { name: 'two' })).status).toBe(422)
  })

  it('keep, change and lose what they refer to', async () => {
    await using world = await openWithBlocks(kind)
    const patch = async (data: unknown, more = {}) => {
      const { status } = await world.call('PATCH', `/block_documents/${world.parent}`, { data, ...more })
      return [status, await world.open(world.parent)]
    }
    const two = (await world.call('POST', '/block_documents/', { name: 'two', data: { size: 2 }, ...world.kinds.leaf })).body.id
    expect(await patch({ colour: 'red' })).toMatchObject([204, { colour: 'red', leaf: { size: 1 } }])
    expect(await patch({ leaf: world.ref(two) })).toEqual([204, { colour: 'red', leaf: { size: 2 } }])
    expect(await patch({ leaf: { size: 3 } })).toEqual([204, { colour: 'red', leaf: { size: 3 } }])
    expect(await patch({ leaf: world.ref(two), twin: world.ref(two) })).toEqual([
      204,
      { colour: 'red', leaf: { size: 2 }, twin: { size: 2 } },
    ])
    expect(await patch({ leaf: world.ref(two) }, { merge_existing_data: false })).toEqual([204, { leaf: { size: 2 } }])
    expect((await world.call('DELETE', `/block_documents/${two}`)).status).toBe(204)
    expect((await world.call('DELETE', `/block_documents/${two}`)).status).toBe(404)
    expect(await world.open(world.parent)).toEqual({})
  })

  it('do not refer to themselves, not in a circle either', async () => {
    await using world = await openWithBlocks(kind)
    for (const target of [world.one, world.parent]) {
      const refused = await world.call('PATCH', `/block_documents/${world.one}`, { data: { size: 9, up: world.ref(target) } })
      expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining('cycle') } })
    }
    expect(await world.open(world.one)).toMatchObject({ size: 1 })
  })

  it('change to another schema of their type only', async () => {
    await using world = await openWithBlocks(kind)
    const { block_type_id } = world.kinds.leaf
    const other = await world.call('POST', '/block_schemas/', {
      fields: { ...LEAF, secret_fields: ['size'], description: 'other' },
      block_type_id,
    })
    const patch = (block_schema_id: string) => world.call('PATCH', `/block_documents/${world.one}`, { block_schema_id, data: {} })
    expect((await patch(other.body.id)).status).toBe(204)
    expect((await world.call('GET', `/block_documents/${world.one}`)).body).toMatchObject({ data: { token: 'swordfish', size: MASK } })
    expect((await patch(world.kinds.root.block_schema_id)).status).toBe(400)
    expect((await patch(UNKNOWN)).status).toBe(404)
  })

  it('are listed and counted, anonymous ones only when they are asked for', async () => {
    await using world = await openWithBlocks(kind)
    await world.call('POST', '/block_documents/', { is_anonymous: true, name: 'hidden', ...world.kinds.leaf })
    const filter = async (body: object, expected: readonly string[]) => {
      expect(names(await world.call('POST', '/block_documents/filter', body))).toEqual(expected)
      const { sort: _, ...filters } = body as { sort?: string }
      expect((await world.call('POST', '/block_documents/count', filters)).body).toBe(expected.length)
    }
    await filter({}, ['one', 'parent'])
    await filter({ block_documents: {} }, ['one', 'parent'])
    await filter({ sort: 'NAME_DESC' }, ['parent', 'one'])
    await filter({ sort: 'BLOCK_TYPE_AND_NAME_ASC' }, ['one', 'parent'])
    await filter({ block_documents: { is_anonymous: null } }, ['hidden', 'one', 'parent'])
    await filter({ block_documents: { is_anonymous: { eq_: true } } }, ['hidden'])
    await filter({ block_documents: { name: { like_: 'ARE' } } }, ['parent'])
    await filter({ block_documents: { operator: 'or_', id: { any_: [world.one] }, name: { any_: ['parent'] } } }, ['one', 'parent'])
    await filter({ block_types: { slug: { any_: ['leaf'] } } }, ['one'])
    await filter({ block_schemas: { block_capabilities: { all_: ['be-a-root'] } } }, ['parent'])
    const masked = await world.call('POST', '/block_documents/filter', {})
    expect(JSON.stringify(masked.body)).not.toContain('swordfish')
    const open = await world.call('POST', '/block_documents/filter', { include_secrets: true })
    expect(open.body[0].data.token).toBe('swordfish')
  })
})
