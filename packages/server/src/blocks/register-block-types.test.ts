import { BLOCK_TYPES, checksumOf } from '@millrace/blocks'
import { describe, expect, it } from 'vitest'
import { openTestApi } from '../api/testing.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { registerBlockTypes } from './register-block-types.ts'

describe.each(STORE_KINDS)('registering the built-in block types on %s', (kind) => {
  it('makes every type with its schema, protected', async () => {
    await using api = await openTestApi(kind)
    expect(await api.call('POST', '/block_types/install_system_block_types')).toMatchObject({ status: 200, body: null })
    const types = (await api.call('POST', '/block_types/filter', {})).body
    expect(types.map((type: { slug: string }) => type.slug).toSorted()).toEqual(BLOCK_TYPES.map(({ slug }) => slug).toSorted())
    for (const { slug, fields, capabilities } of BLOCK_TYPES) {
      const { body } = await api.call('GET', `/block_schemas/checksum/${checksumOf(fields)}`)
      expect(body).toMatchObject({ fields, capabilities, block_type: { slug, is_protected: true } })
    }
    const { id } = types[0]
    expect((await api.call('DELETE', `/block_types/${id}`)).status).toBe(403)
  })

  it('writes nothing when nothing has changed, and anew what was taken away', async () => {
    await using api = await openTestApi(kind)
    const read = async () => (await api.call('POST', '/block_types/filter', {})).body
    await registerBlockTypes(api.context)
    const before = await read()
    await registerBlockTypes(api.context)
    expect(await read()).toEqual(before)
    await api.call('PATCH', `/block_types/${before[0].id}`, { description: 'as a client says' })
    await registerBlockTypes(api.context)
    expect((await read())[0].description).toBe('as a client says')
    await api.context.store.write(({ db }) => db.deleteFrom('block_type').execute())
    await registerBlockTypes(api.context)
    expect(await read()).toHaveLength(BLOCK_TYPES.length)
  })

  it('may be done by several servers at once', async () => {
    await using api = await openTestApi(kind)
    await Promise.all(Array.from({ length: 4 }, () => registerBlockTypes(api.context)))
    expect((await api.call('POST', '/block_types/filter', {})).body).toHaveLength(BLOCK_TYPES.length)
  })
})
