import type { Action, EventTrigger, Trigger } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { blankMetric, withRelated } from './draft.ts'
import { sentenceOf, triggerInWords } from './words.ts'

const event = (given: Partial<EventTrigger>): EventTrigger => ({
  type: 'event',
  id: 'i',
  match: {},
  match_related: {},
  after: [],
  expect: [],
  for_each: [],
  posture: 'Reactive',
  threshold: 1,
  within: 0,
  ...given,
})

const failed = event({
  expect: ['prefect.flow-run.Failed', 'prefect.flow-run.Crashed'],
  match: { 'prefect.resource.id': 'prefect.flow-run.*' },
})

test.each<[Trigger, string]>([
  [failed, 'a flow run becomes Failed or Crashed'],
  [{ ...failed, threshold: 3, within: 600 }, 'a flow run becomes Failed or Crashed 3 times within 10 min 0 s'],
  [event({ expect: ['prefect.flow-run.*'] }), 'anything happens to a flow run'],
  [event({}), 'any event happens'],
  [event({ expect: ['mill.stopped', 'mill.burnt'] }), 'mill.stopped or mill.burnt happens'],
  [
    event({
      posture: 'Proactive',
      expect: ['prefect.flow-run.Completed'],
      after: ['prefect.flow-run.Running'],
      within: 3600,
      for_each: ['prefect.resource.id'],
    }),
    'a flow run does not become Completed within 1 h 00 min after Running',
  ],
  [
    event({
      expect: ['prefect.work-pool.not-ready'],
      match_related: { 'prefect.resource.role': 'tag', 'prefect.resource.id': ['prefect.tag.nightly'] },
      for_each: ['prefect.resource.name'],
    }),
    'a work pool becomes not ready with id nightly, counted for each name',
  ],
  [
    { type: 'compound', id: 'c', require: 'all', within: 60, triggers: [failed, event({ expect: ['a.b'] })] },
    'a flow run becomes Failed or Crashed and a.b happens within 1 min 0 s',
  ],
  [
    { type: 'sequence', id: 's', within: null, triggers: [failed, event({ expect: ['a.b'] })] },
    'a flow run becomes Failed or Crashed, then a.b happens',
  ],
  [blankMetric(), 'the share of flow runs that succeed, over 1 h 00 min, is below 90% for 5 min 0 s'],
  [
    withRelated({ ...blankMetric(), metric: { name: 'lateness', operator: '>=', threshold: 90, range: 300, firing_for: 600 } }, 'tag', [
      'prod',
    ]),
    'the mean lateness of flow runs with id prod, over 5 min 0 s, is at least 1 min 30 s for 10 min 0 s',
  ],
])('a trigger in words', (trigger, words) => {
  expect(triggerInWords(trigger)).toBe(words)
})

test('an automation is one sentence, in which what it acts on has its name', () => {
  const run: Action = {
    type: 'run-deployment',
    source: 'selected',
    deployment_id: 'd',
    parameters: null,
    job_variables: null,
    schedule_after: 0,
  }
  const stop: Action = { type: 'change-flow-run-state', name: null, state: 'CANCELLED', message: null, force: false }
  const pause: Action = { type: 'pause-work-pool', source: 'inferred', work_pool_id: null }
  expect(sentenceOf({ trigger: failed, actions: [run, stop, pause] }, new Map([['d', 'etl/prod']]))).toBe(
    'When a flow run becomes Failed or Crashed, run etl/prod, set the flow run to Cancelled, and pause its work pool.',
  )
  expect(sentenceOf({ trigger: failed, actions: [] }, new Map())).toMatch(/, do nothing\.$/)
})
