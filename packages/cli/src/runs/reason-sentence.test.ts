import type { Reason } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { localTime } from '../output/times.ts'
import { reasonSentence } from './reason-sentence.ts'

const NOW = Date.parse('2026-03-01T10:00:00Z')
const AGO = '2026-03-01T09:38:00Z'
const ID = '0197c9a0-0000-7000-8000-000000000001'
const named = (name: string): { id: string; name: string } => ({ id: ID, name })

const SENTENCES: readonly (readonly [Reason, string])[] = [
  [
    { code: 'scheduled', at: '2026-03-01T13:12:00Z', timezone: 'Europe/Berlin' },
    'Starts in 3 hours, at 2026-03-01 14:12:00 Europe/Berlin (2026-03-01 13:12:00 UTC).',
  ],
  [
    { code: 'due', at: AGO, pool: 'gpu', queue: 'high' },
    "Is due since 22 minutes ago; nothing is known to keep it in work pool 'gpu', queue 'high'.",
  ],
  [
    { code: 'no_worker', pool: 'gpu', pool_type: 'docker', since: AGO },
    `No worker for work pool 'gpu' of type docker has polled since ${localTime(AGO)} (22 minutes ago). Start one: millrace worker start -p gpu`,
  ],
  [
    { code: 'no_worker', pool: 'gpu', pool_type: null, since: null },
    "No worker for work pool 'gpu' has ever polled it. Start one: millrace worker start -p gpu",
  ],
  [
    { code: 'wrong_worker_type', pool: 'gpu', pool_type: 'docker', worker_types: ['process'] },
    "Work pool 'gpu' is of type docker, and only workers of type process poll it. Start one: millrace worker start -p gpu",
  ],
  [{ code: 'pool_paused', pool: 'gpu' }, "Work pool 'gpu' is paused. Resume it: millrace work-pool resume gpu"],
  [{ code: 'queue_paused', pool: 'gpu', queue: 'high' }, "Work queue 'high' is paused. Resume it: millrace work-queue resume high -p gpu"],
  [
    { code: 'no_queue', deployment: named('nightly') },
    "Deployment 'nightly' has no work queue, and no program serves it, so nobody picks the run up.",
  ],
  [{ code: 'no_queue', deployment: null }, 'The run has neither a deployment nor a work queue, so nobody picks it up.'],
  [{ code: 'pool_full', pool: 'gpu', running: 4, limit: 4, before: 12 }, "Work pool 'gpu' runs 4 of 4; 12 runs are before this one."],
  [{ code: 'queue_full', pool: 'gpu', queue: 'high', running: 1, limit: 1, before: 0 }, "Work queue 'high' runs 1 of 1; this one is next."],
  [
    {
      code: 'waiting_for_slot',
      limit: named('warehouse'),
      used: 3,
      slots: 3,
      place: 2,
      holders: [{ kind: 'flow-run', id: ID, name: 'warm-newt' }],
    },
    "Waits for a slot of 'warehouse' (3 of 3 taken by warm-newt and others); number 2 in line.",
  ],
  [
    { code: 'pending', worker: 'w-1', since: '2026-03-01T09:59:20Z', doing: 'pulling image shop:1.4' },
    "Worker 'w-1' took it 40 seconds ago: pulling image shop:1.4",
  ],
  [{ code: 'pending', worker: null, since: null, doing: null }, 'Somebody took it.'],
  [
    { code: 'running', since: AGO, attempt: 1, attempts: 3, running: [named('load')] },
    'Runs since 22 minutes ago, attempt 1 of 3; now in load.',
  ],
  [
    {
      code: 'awaiting_retry',
      at: '2026-03-01T10:00:28Z',
      attempt: 2,
      attempts: 4,
      task: named('flaky'),
      message: 'ConnectionError: upstream refused',
    },
    "Attempt 2 of 4 begins in 28 seconds. Attempt 1 failed in 'flaky': ConnectionError: upstream refused",
  ],
  [
    { code: 'failed', task: named('load'), place: 12, of: 40, message: 'ValueError: loss is NaN', attempts: 3, log: null },
    "Task 'load' (12 of 40) failed after 3 attempts: ValueError: loss is NaN",
  ],
  [{ code: 'failed', task: null, place: null, of: null, message: null, attempts: 1, log: null }, 'The flow failed.'],
  [
    { code: 'crashed', message: 'The process exited with status code 137.', exit_code: 137, signal: null, last_sign: null, lapsed: null },
    'The process exited with status code 137.',
  ],
  [
    { code: 'crashed', message: null, exit_code: null, signal: null, last_sign: null, lapsed: AGO },
    `No sign of life; its lease lapsed at ${localTime(AGO)}.`,
  ],
  [
    { code: 'completed', tasks: 120, failed: [named('item-77')], failed_count: 1, warnings: 3 },
    'Completed with 1 failed task of 120 (item-77), 3 warnings.',
  ],
  [{ code: 'completed', tasks: 1, failed: [], failed_count: 0, warnings: 0 }, 'Completed.'],
  [
    { code: 'paused', since: '2026-03-01T09:50:00Z', until: null, suspended: false, input: true, description: 'Approve the import?' },
    'Waits for 10 minutes: Approve the import? Resume it with what it asks for: millrace flow-run resume ID --input NAME=VALUE',
  ],
  [{ code: 'cancelling', since: AGO, by: null, reason: 'wrong day' }, 'Is to be cancelled, asked 22 minutes ago: wrong day.'],
  [
    { code: 'cancelled', at: AGO, by: 'ada', reason: 'wrong day', children: 3, children_stopped: 3 },
    `Cancelled at ${localTime(AGO)} by ada: wrong day. 3 of 3 subflow runs have stopped.`,
  ],
]

describe('the sentence of a reason', () => {
  it.each(SENTENCES)('%j', (reason, sentence) => {
    expect(reasonSentence(reason, NOW)).toBe(sentence)
  })

  it('is missing for what a newer server says', () => {
    expect(reasonSentence({ code: 'a_reason_to_come' } as unknown as Reason, NOW)).toBeUndefined()
  })
})
