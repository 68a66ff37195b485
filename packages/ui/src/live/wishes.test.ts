import { expect, test } from 'vitest'
import { filterOf, isWished, type LiveEvent, subjectOf } from './wishes.ts'

const event = (name: string, about: string, ...related: string[]): LiveEvent => ({
  id: 'e',
  occurred: '2026-11-21T10:00:00Z',
  event: name,
  resource: { 'prefect.resource.id': about },
  related: related.map((id) => ({ 'prefect.resource.id': id })),
  payload: {},
})

test('nobody wishing for anything asks for nothing', () => {
  expect(filterOf([])).toBeUndefined()
})

test('one socket brings what all wishes ask for', () => {
  const run = { prefixes: ['prefect.task-run.', 'prefect.flow-run.'], resources: ['prefect.flow-run.a'] }
  expect(filterOf([run, { prefixes: ['prefect.flow-run.'], resources: ['prefect.flow-run.b'] }])).toEqual({
    event: { prefix: ['prefect.flow-run.', 'prefect.task-run.'] },
    any_resource: { id: ['prefect.flow-run.a', 'prefect.flow-run.b'] },
  })
  expect(filterOf([run, { prefixes: ['prefect.work-pool.'] }])).toEqual({
    event: { prefix: ['prefect.flow-run.', 'prefect.task-run.', 'prefect.work-pool.'] },
  })
})

test('each wish gets its own events only', () => {
  const wish = { prefixes: ['prefect.task-run.'], resources: ['prefect.flow-run.a'] }
  expect(isWished(wish, event('prefect.task-run.Completed', 'prefect.task-run.t', 'prefect.flow-run.a'))).toBe(true)
  expect(isWished(wish, event('prefect.task-run.Completed', 'prefect.task-run.t', 'prefect.flow-run.b'))).toBe(false)
  expect(isWished(wish, event('prefect.flow-run.Completed', 'prefect.flow-run.a'))).toBe(false)
  expect(isWished({ prefixes: ['prefect.'] }, event('prefect.flow-run.Completed', 'prefect.flow-run.a'))).toBe(true)
})

test('the subject of an event is an id of its kind', () => {
  expect(subjectOf(event('prefect.flow-run.Late', 'prefect.flow-run.a'), 'flow-run')).toBe('a')
  expect(subjectOf(event('prefect.flow-run.Late', 'prefect.flow-run.a'), 'task-run')).toBeUndefined()
})
