import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'
const task = (number: number): string => `00000000-0000-4000-8000-00000000000${number}`
const V2 = '/v2/concurrency_limits'
const V1 = '/concurrency_limits'

const make = async (api: TestApi, body: object): Promise<string> => {
  const made = await api.call('POST', `${V2}/`, body)
  expect(made.status).toBe(201)
  return made.body.id
}

describe.each(STORE_KINDS)('concurrency limits on %s', (kind) => {
  it('are made, read by id or name, listed, changed and deleted', async () => {
    await using api = await openTestApi(kind)
    const made = await api.call('POST', `${V2}/`, { name: 'db', limit: 1000, active_slots: 2 })
    expect(made.body).toMatchObject({
      active: true,
      active_slots: 2,
      denied_slots: 0,
      avg_slot_occupancy_seconds: 2,
      slot_decay_per_second: 0,
    })
    await make(api, { name: 'żółw 🐢', limit: 1 })
    expect((await api.call('GET', `${V2}/db`)).body).toMatchObject({ id: made.body.id, limit: 1000, active_slots: 2 })
    expect((await api.call('GET', `${V2}/${encodeURIComponent('żółw 🐢')}`)).status).toBe(200)
    expect((await api.call('PATCH', `${V2}/${made.body.id}`, { name: 'db2', limit: 3, active: false })).status).toBe(204)
    expect((await api.call('GET', `${V2}/db2`)).body).toMatchObject({ limit: 3, active: false })
    const { body: listed } = await api.call('POST', `${V2}/filter`, { limit: 1, offset: 1 })
    expect(listed).toMatchObject([{ name: 'żółw 🐢' }])
    expect((await api.call('DELETE', `${V2}/db2`)).status).toBe(204)
    for (const [method, body] of [['GET'], ['DELETE'], ['PATCH', { limit: 1 }]] as const) {
      for (const key of ['db2', NOBODY]) {
        expect(await api.call(method, `${V2}/${key}`, body)).toMatchObject({ status: 404, body: { detail: 'Concurrency Limit not found' } })
      }
    }
  })

  it.each([
    ['POST', `${V2}/`, { name: 'db', limit: 1 }, 409],
    ['POST', `${V2}/`, { name: 'x', limit: -1 }, 422],
    ['POST', `${V2}/`, { name: 'x', limit: 2 ** 40 }, 422],
    ['POST', `${V2}/`, { name: 'a/b', limit: 1 }, 422],
    ['POST', `${V2}/`, { name: '', limit: 1 }, 422],
    ['POST', `${V2}/`, { name: 'x', limit: 1, other: 1 }, 422],
    ['POST', `${V2}/`, { name: 'x', limit: 1, slot_decay_per_second: -1 }, 422],
    ['PATCH', `${V2}/db`, { limit: null }, 409],
    ['PATCH', `${V2}/db`, { name: 'taken' }, 409],
    ['PATCH', `${V2}/db`, { other: 1 }, 422],
    ['POST', `${V2}/increment`, { names: ['db'], slots: 0 }, 422],
    ['POST', `${V2}/increment`, { names: ['db'], slots: -1 }, 422],
    ['POST', `${V2}/increment`, { names: 'db', slots: 1 }, 422],
    ['POST', `${V2}/increment`, { names: ['db'], slots: 1, mode: 'other' }, 422],
    ['POST', `${V2}/increment`, { names: ['db'], slots: 1, mode: 'rate_limit' }, 422],
    ['POST', `${V2}/increment`, { names: ['db'], slots: 3 }, 422],
    ['POST', `${V2}/increment-with-lease`, { names: ['db'], slots: 1, lease_duration: 59 }, 422],
    ['POST', `${V2}/increment-with-lease`, { names: ['db'], slots: 1, lease_duration: 86_401 }, 422],
    ['POST', `${V2}/increment-with-lease`, { names: ['db'], slots: 1, holder: { type: 'other', id: NOBODY } }, 422],
    ['POST', `${V2}/increment-with-lease`, { names: ['db'], slots: 1, holder: { type: 'flow_run', id: 'x' } }, 422],
    ['POST', `${V2}/decrement`, { names: ['db'], slots: 1, occupancy_seconds: 0 }, 422],
    ['POST', `${V2}/decrement-with-lease`, { lease_id: 'x' }, 422],
    ['POST', `${V2}/leases/x/renew`, {}, 422],
    ['POST', `${V2}/leases/${NOBODY}/renew`, {}, 410],
    ['POST', `${V2}/decrement-with-lease`, { lease_id: NOBODY }, 204],
    ['POST', `${V1}/`, { tag: 't' }, 422],
    ['POST', `${V1}/increment`, { names: ['t'], task_run_id: 'x' }, 422],
    ['POST', `${V1}/tag/none/reset`, undefined, 404],
    ['DELETE', `${V1}/${NOBODY}`, undefined, 404],
    ['GET', `${V1}/not-a-uuid`, undefined, 404],
  ] as const)('answer %s %s %j with %i', async (method, path, body, status) => {
    await using api = await openTestApi(kind)
    await make(api, { name: 'db', limit: 2 })
    await make(api, { name: 'taken', limit: 1 })
    expect((await api.call(method, path, body)).status).toBe(status)
    expect((await api.call('GET', `${V2}/db`)).body).toMatchObject({ name: 'db', limit: 2, active_slots: 0 })
  })

  it('give slots by lease until they are given back, and say when to ask again', async () => {
    await using api = await openTestApi(kind)
    const id = await make(api, { name: 'db', limit: 1 })
    const taken = await api.call('POST', `${V2}/increment-with-lease`, { names: ['db', 'unknown'], slots: 1 })
    expect(taken).toMatchObject({ status: 200, body: { limits: [{ id, name: 'db', limit: 1 }] } })
    const refused = await api.call('POST', `${V2}/increment-with-lease`, { names: ['db'], slots: 1 })
    expect(refused).toMatchObject({ status: 423, body: { detail: 'Locked' } })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    const lease = taken.body.lease_id
    expect((await api.call('POST', `${V2}/leases/${lease}/renew`, { lease_duration: 60 })).status).toBe(204)
    expect((await api.call('POST', `${V2}/decrement-with-lease`, { lease_id: lease })).status).toBe(204)
    expect((await api.call('POST', `${V2}/decrement-with-lease`, { lease_id: lease })).status).toBe(204)
    expect(await api.call('POST', `${V2}/leases/${lease}/renew`, {})).toMatchObject({
      status: 410,
      body: { detail: 'Lease not found - it may have expired or been revoked' },
    })
    expect((await api.call('GET', `${V2}/db`)).body.active_slots).toBe(0)
  })

  it('give slots by number, and nothing for names that nobody limited', async () => {
    await using api = await openTestApi(kind)
    await make(api, { name: 'db', limit: 2 })
    expect((await api.call('POST', `${V2}/increment`, { names: ['none'], slots: 9 })).body).toEqual([])
    expect((await api.call('POST', `${V2}/increment`, { names: ['db'], slots: 2 })).status).toBe(200)
    expect((await api.call('POST', `${V2}/increment`, { names: ['db'], slots: 1 })).status).toBe(423)
    const back = { names: ['db', 'none'], slots: 1, occupancy_seconds: 5 }
    expect((await api.call('POST', `${V2}/decrement`, back)).body).toMatchObject([{ name: 'db' }])
    expect((await api.call('GET', `${V2}/db`)).body.active_slots).toBe(1)
    const second = { headers: { 'user-agent': 'prefect/2.20.26 (API 0.8.4)' } }
    expect((await api.call('POST', `${V2}/increment`, { names: ['made'], slots: 1 }, second)).body).toMatchObject([{ name: 'made' }])
    expect((await api.call('GET', `${V2}/made`)).body).toMatchObject({ active: false, limit: 1 })
  })
})

describe.each(STORE_KINDS)('limits of tags on %s', (kind) => {
  const limit = async (api: TestApi, tag: string, concurrency_limit: number): Promise<string> =>
    (await api.call('POST', `${V1}/`, { tag, concurrency_limit })).body.id

  it('are the limits named after the tag, in both forms', async () => {
    await using api = await openTestApi(kind)
    const made = await api.call('POST', `${V1}/`, { tag: 'db', concurrency_limit: 1 })
    expect(made).toMatchObject({ status: 201, body: { tag: 'db', concurrency_limit: 1, active_slots: [] } })
    const again = await api.call('POST', `${V1}/`, { tag: 'db', concurrency_limit: 500 })
    expect(again).toMatchObject({ status: 200, body: { id: made.body.id, concurrency_limit: 500 } })
    expect((await api.call('GET', `${V2}/tag:db`)).body).toMatchObject({ id: made.body.id, limit: 500 })
    await make(api, { name: 'no-tag', limit: 1 })
    expect((await api.call('POST', `${V1}/filter`, {})).body).toMatchObject([{ tag: 'db' }])
    expect((await api.call('GET', `${V1}/tag/db`)).body).toEqual((await api.call('GET', `${V1}/${made.body.id}`)).body)
    expect(await api.call('DELETE', `${V1}/tag/db`)).toMatchObject({ status: 200, body: null })
    expect((await api.call('GET', `${V1}/tag/db`)).body).toEqual({ detail: 'Concurrency limit not found' })
  })

  it('show who holds slots, which are taken for all tags or none', async () => {
    await using api = await openTestApi(kind)
    const id = await limit(api, 'a', 1)
    await limit(api, 'b', 2)
    await limit(api, 'zero', 0)
    const take = (names: string[], who: number): ReturnType<TestApi['call']> =>
      api.call('POST', `${V1}/increment`, { names, task_run_id: task(who) })
    expect((await take(['a', 'none'], 1)).body).toEqual([{ id, name: 'a', limit: 1 }])
    const full = await take(['b', 'a'], 2)
    expect(full).toMatchObject({ status: 423, body: { detail: 'Concurrency limit for the a tag has been reached' } })
    const wait = Number(full.headers['retry-after'])
    expect(wait).toBeGreaterThanOrEqual(1)
    expect(wait, 'a slot is thought to be held for two seconds until one was given back').toBeLessThanOrEqual(2 * 1.3)
    expect((await api.call('GET', `${V1}/tag/b`)).body.active_slots).toEqual([])
    expect((await take(['b', 'zero'], 2)).body.detail).toContain('"zero" is 0 and will deadlock')
    expect((await api.call('GET', `${V1}/tag/a`)).body.active_slots).toEqual([task(1)])
    const back = await api.call('POST', `${V1}/decrement`, { names: ['a'], task_run_id: task(1) })
    expect(back.body).toEqual([{ id, name: 'tag:a', limit: 1 }])
    expect((await take(['a'], 2)).status).toBe(200)
  })

  it('are reset to nobody or to those named', async () => {
    await using api = await openTestApi(kind)
    await limit(api, 'a', 1)
    const active = async (): Promise<unknown> => (await api.call('GET', `${V1}/tag/a`)).body.active_slots
    await api.call('POST', `${V1}/increment`, { names: ['a'], task_run_id: task(1) })
    expect(await api.call('POST', `${V1}/tag/a/reset`)).toMatchObject({ status: 200, body: null })
    expect(await active()).toEqual([])
    await api.call('POST', `${V1}/tag/a/reset`, { slot_override: [task(2), task(3)] })
    expect(await active()).toEqual([task(2), task(3)])
    expect((await api.call('GET', `${V2}/tag:a`)).body.active_slots).toBe(2)
  })
})
