import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi } from './testing.ts'

describe.each(STORE_KINDS)('variables on %s', (kind) => {
  it('are made, read, changed and deleted by id and by name', async () => {
    await using api = await openTestApi(kind)
    const made = await api.call('POST', '/variables/', { name: 'limits', value: { most: [1, null, 'x'] }, tags: ['a'] })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ name: 'limits', value: { most: [1, null, 'x'] }, tags: ['a'] })
    expect((await api.call('GET', `/variables/${made.body.id}`)).body).toEqual(made.body)
    expect((await api.call('PATCH', '/variables/name/limits', { value: 3 })).status).toBe(204)
    expect((await api.call('PATCH', `/variables/${made.body.id}`, { name: 'bounds' })).status).toBe(204)
    expect((await api.call('GET', '/variables/name/bounds')).body).toMatchObject({ value: 3, tags: ['a'] })
    expect((await api.call('DELETE', '/variables/name/bounds')).status).toBe(204)
    expect(await api.call('GET', '/variables/name/bounds')).toMatchObject({ status: 404, body: { detail: 'Variable not found.' } })
  })

  it('keep their names to themselves', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/variables/', { name: 'one', value: 1 })
    await api.call('POST', '/variables/', { name: 'two', value: 2 })
    const refused = { status: 409, body: { detail: "A variable with the name 'one' already exists." } }
    expect(await api.call('POST', '/variables/', { name: 'one', value: 1 })).toMatchObject(refused)
    expect(await api.call('PATCH', '/variables/name/two', { name: 'one' })).toMatchObject(refused)
  })

  it('are listed and counted by filter', async () => {
    await using api = await openTestApi(kind)
    for (const name of ['b', 'a', 'c']) await api.call('POST', '/variables/', { name, value: null, tags: [name] })
    const filter = { variables: { name: { any_: ['a', 'c'] } } }
    const { body } = await api.call('POST', '/variables/filter', { ...filter, sort: 'NAME_DESC' })
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['c', 'a'])
    expect((await api.call('POST', '/variables/count', filter)).body).toBe(2)
    expect((await api.call('POST', '/variables/count', {})).body).toBe(3)
  })

  it.each([
    [{ any_: ['hello'] }, ['text']],
    [{ any_: ['12', 'true'] }, ['flag', 'number']],
    [{ any_: [] }, []],
    [{ like_: 'ELL' }, ['text']],
    [{ like_: '"x"' }, ['object']],
    [{ like_: '' }, ['flag', 'nothing', 'number', 'object', 'text']],
  ])('are found by the value %j, as 2.20 asks', async (value, names) => {
    await using api = await openTestApi(kind)
    const values = { text: 'hello', number: 12, flag: true, nothing: null, object: { a: ['x'] } }
    for (const [name, given] of Object.entries(values)) await api.call('POST', '/variables/', { name, value: given })
    const { body } = await api.call('POST', '/variables/filter', { variables: { value }, sort: 'NAME_ASC' })
    expect(body.map(({ name }: { name: string }) => name)).toEqual(names)
    expect((await api.call('POST', '/variables/count', { variables: { value } })).body).toBe(names.length)
  })

  it('refuse a value that is too long', async () => {
    await using api = await openTestApi(kind)
    expect((await api.call('POST', '/variables/', { name: 'long', value: 'x'.repeat(5001) })).status).toBe(422)
  })
})
