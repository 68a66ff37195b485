import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'
const ABSENT = { status: 404, body: { detail: 'Artifact not found.' } }

const make = async (api: TestApi, body: object): Promise<string> => {
  const made = await api.call('POST', '/artifacts/', body)
  expect(made.status).toBe(201)
  return made.body.id
}

describe.each(STORE_KINDS)('artifacts on %s', (kind) => {
  it('are kept under their key, of which the newest is the latest', async () => {
    await using api = await openTestApi(kind)
    const first = await make(api, { key: 'report', type: 'markdown', data: '# one' })
    const second = await make(api, { key: 'report', type: 'table', data: [{ a: 1 }], metadata_: { by: 'x' } })
    await make(api, { data: 'without a key' })
    expect((await api.call('GET', `/artifacts/${first}`)).body).toMatchObject({ key: 'report', data: '# one', metadata_: null })
    const { body: latest } = await api.call('GET', '/artifacts/report/latest')
    expect(latest).toMatchObject({ key: 'report', type: 'table', data: [{ a: 1 }], metadata_: { by: 'x' } })
    expect(latest).not.toHaveProperty('latest_id')
    expect((await api.call('POST', '/artifacts/latest/filter', {})).body).toMatchObject([{ id: latest.id, latest_id: second }])
    expect((await api.call('PATCH', `/artifacts/${second}`, { data: null, description: 'd' })).status).toBe(204)
    expect((await api.call('GET', '/artifacts/report/latest')).body).toMatchObject({ data: null, description: 'd', type: 'table' })
    expect((await api.call('DELETE', `/artifacts/${second}`)).status).toBe(204)
    expect((await api.call('GET', '/artifacts/report/latest')).body).toMatchObject({ id: latest.id, data: '# one' })
    await api.call('DELETE', `/artifacts/${first}`)
    expect(await api.call('GET', '/artifacts/report/latest')).toMatchObject(ABSENT)
    expect((await api.call('POST', '/artifacts/count', {})).body).toBe(1)
    expect((await api.call('POST', '/artifacts/latest/count', {})).body).toBe(0)
  })

  it('are found by key, type and the runs that made them', async () => {
    await using api = await openTestApi(kind)
    const { body: flow } = await api.call('POST', '/flows/', { name: 'f' })
    const { body: run } = await api.call('POST', '/flow_runs/', { flow_id: flow.id })
    await make(api, { key: 'a', type: 'table', flow_run_id: run.id })
    await make(api, { key: 'b', type: 'markdown', flow_run_id: NOBODY })
    await make(api, { type: 'markdown' })
    const keys = async (path: string, body: object): Promise<unknown> =>
      (await api.call('POST', `/artifacts/${path}`, { sort: 'KEY_ASC', ...body })).body.map(({ key }: { key: string }) => key)
    for (const [body, expected] of [
      [{}, [null, 'a', 'b']],
      [{ artifacts: { key: { exists_: false } } }, [null]],
      [{ artifacts: { key: { like_: 'A' } } }, ['a']],
      [{ artifacts: { type: { any_: ['markdown'] }, key: { exists_: true } } }, ['b']],
      [{ artifacts: { operator: 'or_', type: { any_: ['table'] }, key: { any_: ['b'] } } }, ['a', 'b']],
      [{ artifacts: { flow_run_id: { any_: [NOBODY] } } }, ['b']],
      [{ flow_runs: { id: { any_: [run.id] } } }, ['a']],
      [{ flows: { name: { any_: ['f'] } } }, ['a']],
      [{ flows: { name: { any_: ['g'] } } }, []],
      [{ deployments: { name: { any_: ['g'] } } }, []],
      [{ task_runs: { name: { any_: ['g'] } } }, []],
    ] as const) {
      expect(await keys('filter', body), JSON.stringify(body)).toEqual(expected)
      expect((await api.call('POST', '/artifacts/count', body)).body, JSON.stringify(body)).toBe(expected.length)
    }
    expect(await keys('filter', { limit: 1, offset: 1 })).toEqual(['a'])
    expect(await keys('latest/filter', { flows: { name: { any_: ['f'] } } })).toEqual(['a'])
    expect(await keys('latest/filter', { sort: 'KEY_DESC' })).toEqual(['b', 'a'])
    expect((await api.call('POST', '/artifacts/latest/count', { artifacts: { type: { any_: ['table'] } } })).body).toBe(1)
  })

  it.each([
    [{ key: 'Not A Key' }, 422],
    [{ key: 'k', metadata_: { a: 1 } }, 422],
    [{ key: 'k', flow_run_id: 'x' }, 422],
    [{ other: 1 }, 422],
    [[], 422],
  ])('are refused as %j', async (body, status) => {
    await using api = await openTestApi(kind)
    expect((await api.call('POST', '/artifacts/', body)).status).toBe(status)
    expect((await api.call('POST', '/artifacts/count', {})).body).toBe(0)
  })

  it('have metadata that is cut, not split within a character', async () => {
    await using api = await openTestApi(kind)
    const id = await make(api, { metadata_: { long: '🐢'.repeat(600), short: 'x'.repeat(500) } })
    expect((await api.call('GET', `/artifacts/${id}`)).body.metadata_).toEqual({ long: `${'🐢'.repeat(500)}...`, short: 'x'.repeat(500) })
  })

  it('that are not there are not found', async () => {
    await using api = await openTestApi(kind)
    expect(await api.call('GET', `/artifacts/${NOBODY}`)).toMatchObject(ABSENT)
    expect(await api.call('PATCH', `/artifacts/${NOBODY}`, { data: 1 })).toMatchObject(ABSENT)
    expect(await api.call('DELETE', `/artifacts/${NOBODY}`)).toMatchObject(ABSENT)
    expect((await api.call('GET', '/artifacts/not-a-uuid')).status).toBe(404)
  })
})
