import { expect, test } from 'vitest'
import {
  blankAction,
  blankTrigger,
  relatedOf,
  statesOf,
  subjectOf,
  templateOf,
  TEMPLATES,
  type Template,
  withPosture,
  withRelated,
  withState,
  withSubject,
  withTarget,
} from './draft.ts'

test.each(Object.keys(TEMPLATES) as Template[])('a blank trigger of %s is shown by its own template', (template) => {
  expect(templateOf(blankTrigger(template))).toBe(template)
})

test('a trigger that no template has is one of events, a composite is JSON', () => {
  const run = blankTrigger('flow-run')
  expect(templateOf({ ...run, expect: ['prefect.flow-run.Odd'] })).toBe('event')
  expect(templateOf({ ...run, match: { 'prefect.resource.name': 'x' } })).toBe('event')
  expect(templateOf({ type: 'sequence', id: 'i', triggers: [run], within: null })).toBe('json')
})

test('states, subject and what a run is related to are read from the trigger as they were written', () => {
  const changed = withState(withState(blankTrigger('flow-run'), 'flow-run', 'Crashed', true), 'flow-run', 'Failed', false)
  expect(statesOf(changed, 'flow-run')).toEqual(['Crashed'])
  expect(subjectOf(changed)).toBeUndefined()
  expect(subjectOf(withSubject(blankTrigger('work-pool'), 'work-pool', 'p-1'))).toBe('p-1')
  const related = withRelated(withRelated(changed, 'flow', ['f-1']), 'tag', ['a', 'b'])
  expect(related.match_related).toHaveLength(2)
  expect(relatedOf(related, 'flow')).toEqual(['f-1'])
  expect(relatedOf(related, 'tag')).toEqual(['a', 'b'])
  expect(withRelated(withRelated(related, 'flow', []), 'tag', []).match_related).toEqual({})
})

test('what is waited for in vain takes its time', () => {
  expect(withPosture(blankTrigger('event'), 'Proactive').within).toBe(10)
})

test('an action is on what is chosen, or on what the event is about', () => {
  expect(withTarget(blankAction('pause-work-pool'), 'p')).toMatchObject({ source: 'selected', work_pool_id: 'p' })
  expect(withTarget(blankAction('run-deployment'), undefined)).toMatchObject({ source: 'inferred', deployment_id: null })
})
