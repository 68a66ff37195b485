import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const occurred = { since: '2026-01-01T12:00:00Z', until: '2026-01-04T00:00:00Z' }

async function tellAll(api: TestApi): Promise<void> {
  const event = (time: string, name: string, id: string, label?: string): object => ({
    id: randomUUID(),
    occurred: time,
    event: name,
    resource: { 'prefect.resource.id': id, ...(label === undefined ? {} : { 'prefect.resource.name': label }) },
  })
  await api.call('POST', '/events', [
    event('2026-01-01T11:59:59.999999Z', 'early', 'a'),
    event('2026-01-01T12:00:00Z', 'happened', 'a', 'old name'),
    event('2026-01-01T23:59:59.999999Z', 'happened', 'a', 'new name'),
    event('2026-01-02T00:00:00Z', 'happened', 'b'),
    event('2026-01-03T23:59:59.999999Z', 'other', 'c', 'c'),
    event('2026-01-04T00:00:00.000001Z', 'late', 'c', 'too late'),
  ])
}

const counts = async (api: TestApi, by: string, more: object = {}): Promise<unknown[]> =>
  (await api.call('POST', `/events/count-by/${by}`, { filter: { occurred }, ...more })).body

describe.each(STORE_KINDS)('events on %s are counted', (kind) => {
  it('by day, with the days on which there were none', async () => {
    await using api = await openTestApi(kind)
    await tellAll(api)
    const day = (n: number, count: number): object => ({
      value: String(n - 1),
      label: `2026-01-0${n}T00:00:00+00:00`,
      count,
      start_time: `2026-01-0${n}T00:00:00.000000Z`,
      end_time: `2026-01-0${n}T23:59:59.999999Z`,
    })
    expect(await counts(api, 'day')).toEqual([day(1, 2), day(2, 1), day(3, 1)])
    expect(await counts(api, 'time')).toEqual([day(1, 2), day(2, 1), day(3, 1)])
  })

  it('by spans of any length', async () => {
    await using api = await openTestApi(kind)
    await tellAll(api)
    const spans = await counts(api, 'time', { time_unit: 'hour', time_interval: 0.5 })
    expect(spans).toHaveLength(120)
    expect(spans[0]).toMatchObject({ count: 1, label: '2026-01-01T12:00:00+00:00', end_time: '2026-01-01T12:29:59.999999Z' })
    expect(spans[23]).toMatchObject({ count: 1, value: '23' })
    expect(spans[24]).toMatchObject({ count: 1, start_time: '2026-01-02T00:00:00.000000Z' })
  })

  it('by name and by resource, the most frequent first, under the name that it had last', async () => {
    await using api = await openTestApi(kind)
    await tellAll(api)
    expect(await counts(api, 'event')).toEqual([
      {
        value: 'happened',
        label: 'happened',
        count: 3,
        start_time: '2026-01-01T12:00:00.000000Z',
        end_time: '2026-01-02T00:00:00.000000Z',
      },
      {
        value: 'other',
        label: 'other',
        count: 1,
        start_time: '2026-01-03T23:59:59.999999Z',
        end_time: '2026-01-03T23:59:59.999999Z',
      },
    ])
    expect(await counts(api, 'resource')).toMatchObject([
      { value: 'a', label: 'new name', count: 2 },
      { value: 'b', label: 'b', count: 1 },
      { value: 'c', label: 'c', count: 1 },
    ])
    expect(await counts(api, 'event', { filter: { occurred, event: { prefix: ['oth'] } } })).toMatchObject([{ value: 'other' }])
  })

  it('in a thousand spans at most', async () => {
    await using api = await openTestApi(kind)
    const refused = await api.call('POST', '/events/count-by/time', { filter: { occurred }, time_unit: 'second' })
    expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringMatching(/216000 buckets/) as string } })
    expect((await api.call('POST', '/events/count-by/event', { filter: {}, time_interval: 0.001 })).status).toBe(422)
    expect((await api.call('POST', '/events/count-by/event', { filter: {}, time_interval: 1e308 })).status).toBe(422)
    expect((await api.call('POST', '/events/count-by/event', {})).status).toBe(422)
    expect((await api.call('POST', '/events/count-by/event', { filter: {} })).body).toEqual([])
  })

  it('once for each resource when they are to be distinct, which lists the last of each, or the first', async () => {
    await using api = await openTestApi(kind)
    await tellAll(api)
    const listed = async (order: string): Promise<unknown> => {
      const { body } = await api.call('POST', '/events/filter', { filter: { occurred, resource: { distinct: true }, order } })
      return { total: body.total, events: body.events.map(({ occurred: at }: { occurred: string }) => at) }
    }
    const [a1, a2, b, c] = ['2026-01-01T12:00:00', '2026-01-01T23:59:59.999999', '2026-01-02T00:00:00', '2026-01-03T23:59:59.999999'].map(
      (time) => expect.stringContaining(time),
    )
    expect(await listed('DESC')).toEqual({ total: 3, events: [c, b, a2] })
    expect(await listed('ASC')).toEqual({ total: 3, events: [a1, b, c] })
  })
})
