import type { Conversation } from '../conversation.ts'

const ID = 'dddddddd-0000-4000-8000-00000000000'

/** Events: only how they are taken; real servers show them after a time of their own. */
export async function talkOfEvents(api: Conversation): Promise<void> {
  api.topic('events')
  const event = (n: number, more: object = {}): object => ({
    id: ID + n,
    occurred: '2026-01-02T03:04:05Z',
    event: 'diff.happened',
    resource: { 'prefect.resource.id': 'diff.thing.1' },
    related: [{ 'prefect.resource.id': 'diff.other.1', 'prefect.resource.role': 'other' }],
    payload: { a: 1 },
    ...more,
  })
  const send = (label: string, body: unknown): Promise<unknown> => api.call(label, 'POST', '/events', body)
  await send('send', [event(1), event(2)])
  await send('send none', [])
  await send('send one without a list', event(3))
  await send('send without a resource', [event(4, { resource: undefined })])
  await send('send with an empty resource', [event(5, { resource: {} })])
  await send('send with a relation without a role', [event(6, { related: [{ 'prefect.resource.id': 'x' }] })])
  await send('send without a time', [event(7, { occurred: undefined })])
  await send('send without an id', [event(8, { id: undefined })])
  await send('send with a bad time', [event(9, { occurred: 'noon' })])
  await api.call('filter beyond the limit', 'POST', '/events/filter', { limit: 51 })
  await api.call('filter in an unknown order', 'POST', '/events/filter', { filter: { order: 'SIDEWAYS' } })
  await api.call('filter by an unknown filter', 'POST', '/events/filter', { filter: { colour: 1 } })
  await api.call('filter where there is nothing', 'POST', '/events/filter', {
    filter: { occurred: { since: '2001-01-01T00:00:00Z', until: '2001-01-02T00:00:00Z' } },
  })
  const past = { occurred: { since: '2001-01-01T00:00:00Z', until: '2001-01-03T12:00:00Z' } }
  const count = (label: string, by: string, body: object): Promise<unknown> =>
    api.call(`count ${label}`, 'POST', `/events/count-by/${by}`, body)
  await count('by day', 'day', { filter: past })
  await count('by time', 'time', { filter: past, time_unit: 'hour', time_interval: 12 })
  await count('by week', 'time', { filter: past, time_unit: 'week' })
  await count('by name', 'event', { filter: past })
  await count('by resource', 'resource', { filter: past })
  await count('by too many spans', 'time', { filter: past, time_unit: 'second' })
  await count('by names in too many spans', 'event', { filter: past, time_unit: 'second' })
  await count('by a tiny interval', 'time', { filter: past, time_interval: 0.001 })
  await count('by an unknown unit', 'time', { filter: past, time_unit: 'fortnight' })
  await count('without a filter', 'time', {})
  await count('by the unknown', 'colour', { filter: past })
  await api.call('next page of a bad token', 'GET', '/events/filter/next?page-token=nonsense')
  await api.call('next page without a token', 'GET', '/events/filter/next')
}
