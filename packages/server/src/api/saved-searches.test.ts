import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi } from './testing.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'
const FILTER = { object: 'flow', property: 'name', type: 'string', operation: 'equals', value: ['x', null] }

describe.each(STORE_KINDS)('saved searches on %s', (kind) => {
  it('are kept by name, replaced, listed and deleted', async () => {
    await using api = await openTestApi(kind)
    const made = await api.call('PUT', '/saved_searches/', { name: 'b', filters: [{ ...FILTER, more: 1 }] })
    expect(made).toMatchObject({ status: 201, body: { name: 'b', filters: [FILTER] } })
    expect(made.body.filters).toEqual([FILTER])
    const path = `/saved_searches/${made.body.id}`
    expect((await api.call('GET', path)).body).toEqual(made.body)
    expect(await api.call('PUT', '/saved_searches/', { name: 'b' })).toMatchObject({ status: 200, body: { id: made.body.id, filters: [] } })
    await api.call('PUT', '/saved_searches/', { name: 'a' })
    expect((await api.call('POST', '/saved_searches/filter', {})).body).toMatchObject([{ name: 'a' }, { name: 'b' }])
    expect((await api.call('POST', '/saved_searches/filter', { limit: 1, offset: 1 })).body).toMatchObject([{ name: 'b' }])
    expect((await api.call('DELETE', path)).status).toBe(204)
    expect(await api.call('DELETE', path)).toMatchObject({ status: 404, body: { detail: 'Saved search not found' } })
    expect((await api.call('GET', `/saved_searches/${NOBODY}`)).status).toBe(404)
  })

  it.each([{}, { name: 'x', other: 1 }, { name: 'x', filters: [{ object: 'flow' }] }, { name: 1 }])('are refused as %j', async (body) => {
    await using api = await openTestApi(kind)
    expect((await api.call('PUT', '/saved_searches/', body)).status).toBe(422)
  })
})
