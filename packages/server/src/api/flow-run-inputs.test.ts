import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'

async function makeRun(api: TestApi): Promise<string> {
  const { body: flow } = await api.call('POST', '/flows/', { name: 'f' })
  return (await api.call('POST', '/flow_runs/', { flow_id: flow.id })).body.id
}

describe.each(STORE_KINDS)('inputs of flow runs on %s', (kind) => {
  it('are sent once under a key, read as text, and deleted', async () => {
    await using api = await openTestApi(kind)
    const path = `/flow_runs/${await makeRun(api)}/input`
    expect(await api.call('POST', path, { key: 'schema', value: '{"a": "ż"}', sender: 'flow-run:x' })).toMatchObject({
      status: 201,
      body: null,
    })
    expect(await api.call('POST', path, { key: 'schema', value: '1' })).toMatchObject({
      status: 409,
      body: { detail: 'A flow run input with this key already exists.' },
    })
    const read = await api.call('GET', `${path}/schema`)
    expect(read).toMatchObject({ status: 200, body: '{"a": "ż"}' })
    expect(read.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect((await api.call('DELETE', `${path}/schema`)).status).toBe(204)
    const absent = { status: 404, body: { detail: 'Flow run input not found' } }
    expect(await api.call('GET', `${path}/schema`)).toMatchObject(absent)
    expect(await api.call('DELETE', `${path}/schema`)).toMatchObject(absent)
  })

  it('are found by the beginning of their key, oldest first', async () => {
    await using api = await openTestApi(kind)
    const path = `/flow_runs/${await makeRun(api)}/input`
    for (const key of ['b-1', 'a-2', 'a-1', 'a-3']) await api.call('POST', path, { key, value: key })
    const keys = async (body: object): Promise<unknown> =>
      (await api.call('POST', `${path}/filter`, body)).body.map(({ key, value }: { key: string; value: string }) => `${key}=${value}`)
    expect(await keys({ prefix: 'a' })).toEqual(['a-2=a-2'])
    expect(await keys({ prefix: 'A-', limit: 300 })).toEqual(['a-2=a-2', 'a-1=a-1', 'a-3=a-3'])
    expect(await keys({ prefix: 'a', limit: -1, exclude_keys: ['a-1', 'a-2'] })).toEqual(['a-3=a-3'])
    expect(await keys({ prefix: '', limit: 0 })).toEqual([])
    expect(await keys({ prefix: "a'", limit: 5 })).toEqual([])
  })

  it.each([
    [{ key: 'Not A Key', value: '1' }, 422],
    [{ key: 'k', value: 1 }, 422],
    [{ key: 'k' }, 422],
    [{ value: '1' }, 422],
  ])('are refused as %j', async (body, status) => {
    await using api = await openTestApi(kind)
    expect((await api.call('POST', `/flow_runs/${await makeRun(api)}/input`, body)).status).toBe(status)
  })

  it('go with their run, and cannot be sent to one that is not there', async () => {
    await using api = await openTestApi(kind)
    const run = await makeRun(api)
    await api.call('POST', `/flow_runs/${run}/input`, { key: 'k', value: '1' })
    expect((await api.call('DELETE', `/flow_runs/${run}`)).status).toBe(204)
    expect((await api.call('GET', `/flow_runs/${run}/input/k`)).status).toBe(404)
    expect(await api.call('POST', `/flow_runs/${NOBODY}/input`, { key: 'k', value: '1' })).toMatchObject({
      status: 404,
      body: { detail: 'Flow run not found' },
    })
  })
})
