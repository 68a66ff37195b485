import type { Deployment, FlowRun } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { changedFields, changedParameters, differencesOf, draftLike, draftOfRun, wishesOf } from './run-draft.ts'

const DEPLOYMENT = { parameters: { city: 'Oslo', days: 7 }, tags: ['daily'], work_queue_name: 'default' } as unknown as Deployment

test('a run as its deployment has it differs in nothing, and asks for nothing more', () => {
  const draft = draftOfRun(DEPLOYMENT)
  expect(changedParameters(draft, DEPLOYMENT)).toEqual([])
  expect(changedFields(draft, DEPLOYMENT)).toEqual([])
  expect(wishesOf(draft, undefined)).toEqual({ parameters: { city: 'Oslo', days: 7 }, tags: ['daily'] })
})

test('what differs is named, sent, and said in the command', () => {
  const draft = {
    ...draftOfRun(DEPLOYMENT),
    parameters: { city: 'Rome' },
    tags: 'daily, special',
    retries: '2',
    retryDelay: '10',
    message: 'by hand',
    jobVariables: { cpu: 1 },
  }
  expect(changedParameters(draft, DEPLOYMENT)).toEqual(['city', 'days'])
  expect(changedFields(draft, DEPLOYMENT)).toEqual(['tags', 'message', 'retries', 'retryDelay', 'jobVariables'])
  expect(wishesOf(draft, '2031-07-01T07:30:00.000Z')).toEqual({
    parameters: { city: 'Rome' },
    tags: ['daily', 'special'],
    job_variables: { cpu: 1 },
    empirical_policy: { retries: 2, retry_delay: 10 },
    state: { type: 'SCHEDULED', message: 'by hand', state_details: { scheduled_time: '2031-07-01T07:30:00.000Z' } },
  })
  expect(differencesOf(draft, DEPLOYMENT, undefined)).toEqual({
    parameters: { city: 'Rome' },
    tags: ['special'],
    jobVariables: { cpu: 1 },
    name: '',
    at: undefined,
  })
})

test('an earlier run is followed in what it was given, not in when it was', () => {
  const run = {
    parameters: { city: 'Rome' },
    tags: ['auto-scheduled', 'x'],
    empirical_policy: { retries: 3, retry_delay: 0 },
    work_queue_name: 'urgent',
    job_variables: null,
  } as unknown as FlowRun
  expect(draftLike(run, DEPLOYMENT)).toMatchObject({
    parameters: { city: 'Rome' },
    tags: 'x',
    retries: '3',
    retryDelay: '',
    queue: 'urgent',
    jobVariables: {},
    name: '',
  })
})
