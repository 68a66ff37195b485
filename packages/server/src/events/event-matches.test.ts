import { type EventFilterInput, eventFilter, type ReceivedEvent } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { eventMatches } from './event-matches.ts'
import { fitsGlob } from './glob.ts'

const event: ReceivedEvent = {
  id: '00000000-0000-4000-8000-000000000001',
  occurred: '2026-01-01T12:00:00.000000Z',
  received: '2026-01-01T12:00:01.000000Z',
  event: 'prefect.flow-run.Completed',
  resource: { 'prefect.resource.id': 'prefect.flow-run.a', 'prefect.resource.name': 'brisk-otter' },
  related: [
    { 'prefect.resource.id': 'prefect.flow.b', 'prefect.resource.role': 'flow', 'prefect.resource.name': 'report' },
    { 'prefect.resource.id': 'prefect.tag.c', 'prefect.resource.role': 'tag' },
  ],
  payload: {},
  follows: null,
}

const cases: readonly (readonly [EventFilterInput, boolean])[] = [
  [{}, true],
  [{ event: { prefix: ['prefect.flow-run.'] } }, true],
  [{ event: { prefix: ['prefect.flow-run.'], exclude_name: ['prefect.flow-run.Completed'] } }, false],
  [{ event: { name: ['other'] } }, false],
  [{ event: { exclude_prefix: ['prefect.'] } }, false],
  [{ occurred: { since: '2026-01-01T12:00:00Z', until: '2026-01-01T12:00:00Z' } }, true],
  [{ occurred: { since: '2026-01-01T12:00:01Z' } }, false],
  [{ resource: { id: ['prefect.flow-run.a'] } }, true],
  [{ resource: { id_prefix: ['prefect.task-run.'] } }, false],
  [{ resource: { labels: { 'prefect.resource.name': 'brisk-*' } } }, true],
  [{ resource: { labels: { 'prefect.resource.name': ['!brisk-*'] } } }, false],
  [{ resource: { labels: { missing: '*' } } }, false],
  [{ related: { role: ['flow'], id: ['prefect.flow.b'] } }, true],
  [{ related: { role: ['tag'], id: ['prefect.flow.b'] } }, false],
  [{ related: [{ role: ['tag'] }, { role: ['flow'] }] }, true],
  [{ related: { resources_in_roles: [['prefect.flow.b', 'flow']] } }, true],
  [{ related: { resources_in_roles: [['prefect.flow.b', 'tag']] } }, false],
  [{ any_resource: { id: ['prefect.tag.c'] } }, true],
  [{ any_resource: { id_prefix: ['prefect.work-pool.'] } }, false],
  [{ id: { id: [event.id] } }, true],
  [{ id: { id: ['00000000-0000-4000-8000-000000000002'] } }, false],
]

it.each(cases)('%j: %s', (filter, wanted) => {
  expect(eventMatches(eventFilter.parse(filter), event)).toBe(wanted)
})

it('does not take long over a hostile pattern', () => {
  expect(fitsGlob(`${'*a'.repeat(500)}b`, 'a'.repeat(5000))).toBe(false)
})
