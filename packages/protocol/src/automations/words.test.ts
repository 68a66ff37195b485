import { expect, test } from 'vitest'
import type { Action } from './action.ts'
import { durationWords } from './duration-words.ts'
import type { EventTrigger, MetricTrigger, Trigger } from './trigger.ts'
import { triggerWords } from './trigger-words.ts'
import { automationSentence, namedIds } from './words.ts'

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

const metric: MetricTrigger = {
  type: 'metric',
  id: 'm',
  match: { 'prefect.resource.id': 'prefect.flow-run.*' },
  match_related: {},
  posture: 'Metric',
  metric: { name: 'successes', operator: '<', threshold: 0.9, range: 3600, firing_for: 300 },
}

const failed = event({
  expect: ['prefect.flow-run.Failed', 'prefect.flow-run.Crashed'],
  match: { 'prefect.resource.id': 'prefect.flow-run.*' },
})

test.each<[Trigger, string]>([
  [failed, 'a flow run becomes Failed or Crashed'],
  [{ ...failed, threshold: 3, within: 600 }, 'a flow run becomes Failed or Crashed 3 times within 10 minutes'],
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
    'a flow run does not become Completed within 1 hour after Running',
  ],
  [
    event({
      expect: ['prefect.work-pool.not-ready'],
      match_related: { 'prefect.resource.role': 'tag', 'prefect.resource.id': ['prefect.tag.nightly'] },
      for_each: ['prefect.resource.name'],
    }),
    'a work pool tagged nightly becomes not ready, counted for each name',
  ],
  [
    { type: 'compound', id: 'c', require: 'all', within: 60, triggers: [failed, event({ expect: ['a.b'] })] },
    'a flow run becomes Failed or Crashed and a.b happens within 1 minute',
  ],
  [
    { type: 'sequence', id: 's', within: null, triggers: [failed, event({ expect: ['a.b'] })] },
    'a flow run becomes Failed or Crashed, then a.b happens',
  ],
  [metric, 'the share of flow runs that succeed, over 1 hour, is below 90% for 5 minutes'],
  [
    {
      ...metric,
      match_related: { 'prefect.resource.role': 'tag', 'prefect.resource.id': ['prefect.tag.prod'] },
      metric: { name: 'lateness', operator: '>=', threshold: 90, range: 300, firing_for: 600 },
    },
    'the mean lateness of flow runs tagged prod, over 5 minutes, is at least 1 minute 30 seconds for 10 minutes',
  ],
])('a trigger in words', (trigger, words) => {
  expect(triggerWords(trigger, new Map())).toBe(words)
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
  expect(automationSentence({ trigger: failed, actions: [run, stop, pause] }, new Map([['d', 'etl/prod']]))).toBe(
    'When a flow run becomes Failed or Crashed, run etl/prod, set the flow run to Cancelled, and pause its work pool.',
  )
  expect(automationSentence({ trigger: failed, actions: [] }, new Map())).toMatch(/, do nothing\.$/)
})

const DEPLOYMENT = '01234567-89ab-cdef-0123-456789abcdef'
const POOL = '11234567-89ab-cdef-0123-456789abcdef'

test('what a trigger is about is said by its name, or by the beginning of its id', () => {
  const trigger: Trigger = {
    type: 'sequence',
    id: 's',
    within: null,
    triggers: [
      { ...failed, match_related: { 'prefect.resource.role': 'deployment', 'prefect.resource.id': `prefect.deployment.${DEPLOYMENT}` } },
      event({ expect: ['prefect.work-pool.not-ready'], match: { 'prefect.resource.id': `prefect.work-pool.${POOL}` } }),
    ],
  }
  expect(triggerWords(trigger, new Map())).toBe(
    'a flow run of deployment 01234567… becomes Failed or Crashed, then a work pool with id 11234567… becomes not ready',
  )
  const names = new Map([
    [DEPLOYMENT, 'nightly'],
    [POOL, 'gpu'],
  ])
  expect(triggerWords(trigger, names)).toBe(
    'a flow run of deployment nightly becomes Failed or Crashed, then a work pool gpu becomes not ready',
  )
  expect(namedIds({ trigger, actions: [{ type: 'pause-automation', source: 'selected', automation_id: 'a' }] })).toEqual({
    deployment: [DEPLOYMENT],
    flow: [],
    'work-pool': [POOL],
    'work-queue': [],
    automation: ['a'],
  })
})

test('what is done when it is over stands apart', () => {
  const automation = {
    trigger: failed,
    actions: [],
    actions_on_trigger: [{ type: 'pause-automation', source: 'selected', automation_id: '01234567-89ab-cdef-0123-456789abcdef' } as const],
    actions_on_resolve: [{ type: 'resume-automation', source: 'inferred', automation_id: null } as const],
  }
  expect(automationSentence(automation, new Map())).toBe(
    'When a flow run becomes Failed or Crashed, switch 01234567 off; when it is over, switch itself on.',
  )
})

test.each([
  [0, 'no time'],
  [1, '1 second'],
  [90, '1 minute 30 seconds'],
  [3600, '1 hour'],
  [90_061, '1 day 1 hour 1 minute 1 second'],
])('%d seconds are %s', (seconds, words) => {
  expect(durationWords(seconds)).toBe(words)
})
