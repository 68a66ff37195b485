import { expect, test } from 'vitest'
import { changesOf, type Draft } from './draft.ts'

const OLD: Draft = {
  description: '',
  version: '1',
  tags: 'a, b',
  parameters: { city: 'Quito' },
  enforce: true,
  pool: 'local',
  queue: 'default',
  jobVariables: {},
  limit: '3',
  collision: 'ENQUEUE',
  entrypoint: 'flows.ts:main',
  path: '',
  pullSteps: null,
}

test('only what was changed is sent, and what was emptied is sent as null', () => {
  expect(changesOf(OLD, OLD)).toEqual({})
  expect(changesOf(OLD, { ...OLD, tags: 'b, c,c', limit: '', parameters: { city: 'Oslo' } })).toEqual({
    tags: ['b', 'c'],
    concurrency_limit: null,
    parameters: { city: 'Oslo' },
  })
  expect(changesOf(OLD, { ...OLD, jobVariables: { cpu: 1 } })).toEqual({ job_variables: { cpu: 1 }, work_pool_name: 'local' })
  expect(changesOf(OLD, { ...OLD, version: ' ', collision: 'CANCEL_NEW' })).toEqual({
    version: null,
    concurrency_options: { collision_strategy: 'CANCEL_NEW' },
  })
})
