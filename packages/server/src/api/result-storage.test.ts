import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000002'

/** A block that can do something, and its type. */
async function block(api: TestApi, capability: string): Promise<{ id: string; type: string }> {
  const id = async (path: string, body: object): Promise<string> => (await api.call('POST', path, body)).body.id
  const type = await id('/block_types/', { name: capability, slug: capability })
  const fields = { title: capability, type: 'object', properties: {}, block_type_slug: capability, block_schema_references: {} }
  const schema = await id('/block_schemas/', { fields, block_type_id: type, capabilities: [capability] })
  return { type, id: await id('/block_documents/', { name: 'one', data: {}, block_type_id: type, block_schema_id: schema }) }
}

describe.each(STORE_KINDS)('the default result storage on %s', (kind) => {
  it('is none, until one is chosen, and again when that is cleared', async () => {
    await using api = await openTestApi(kind)
    const { id } = await block(api, 'write-path')
    const [none, chosen] = [{ default_result_storage_block_id: null }, { default_result_storage_block_id: id }]
    expect(await api.call('GET', '/admin/storage')).toMatchObject({ status: 200, body: none })
    expect(await api.call('PUT', '/admin/storage', chosen)).toMatchObject({ status: 200, body: chosen })
    expect((await api.call('GET', '/admin/storage')).body).toEqual(chosen)
    expect((await api.call('DELETE', '/admin/storage')).status).toBe(204)
    expect((await api.call('GET', '/admin/storage')).body).toEqual(none)
    expect((await api.call('DELETE', '/admin/storage')).status).toBe(204)
  })

  it.each(['block_documents', 'block_types'] as const)('is none when it was deleted from the %s', async (what) => {
    await using api = await openTestApi(kind)
    const { id, type } = await block(api, 'write-path')
    await api.call('PUT', '/admin/storage', { default_result_storage_block_id: id })
    expect((await api.call('DELETE', `/${what}/${what === 'block_types' ? type : id}`)).status).toBe(204)
    expect((await api.call('GET', '/admin/storage')).body).toEqual({ default_result_storage_block_id: null })
  })

  it('is a block that is there and can be written to', async () => {
    await using api = await openTestApi(kind)
    const { id } = await block(api, 'read-path')
    expect(await api.call('PUT', '/admin/storage', { default_result_storage_block_id: UNKNOWN })).toMatchObject({
      status: 404,
      body: { detail: `Block document ${UNKNOWN} not found.` },
    })
    expect(await api.call('PUT', '/admin/storage', { default_result_storage_block_id: id })).toMatchObject({
      status: 422,
      body: { detail: `Block document ${id} cannot be used for result storage.` },
    })
    expect((await api.call('PUT', '/admin/storage', {})).status).toBe(422)
    expect((await api.call('GET', '/admin/storage')).body).toEqual({ default_result_storage_block_id: null })
  })
})
