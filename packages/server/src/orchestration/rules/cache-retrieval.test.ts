import { stateDetails } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { cacheRetrieval } from './cache-retrieval.ts'
import { decide, taskRun, told } from './testing.ts'

const BEGINS = { run: taskRun(), from: { type: 'PENDING' }, to: { type: 'RUNNING', state_details: { cache_key: 'key' } } } as const

it('lets a task run that has no completion to take', () => {
  expect(told(decide(cacheRetrieval, BEGINS))).toBe('ACCEPT RUNNING Running')
})

it('puts the completion in the place of the run, with its result', () => {
  const facts = { message: 'done', data: { type: 'reference' }, state_details: stateDetails.parse({ cache_key: 'key' }) }
  const verdict = decide(cacheRetrieval, { ...BEGINS, facts })
  expect(told(verdict)).toBe('REJECT COMPLETED Cached: Retrieved state from cache')
  expect(verdict).toMatchObject({ to: facts })
})
