import type { Reason } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { sentenceOf } from './explanations.ts'

const ID = '00000000-0000-4000-8000-000000000001'
const words = { at: (time: string, zone?: string | null) => `${time.slice(11, 16)}${zone ? ` ${zone}` : ''}`, span: () => '22 min' }
const AT = '2026-11-21T10:03:00.000000Z'
const named = (name: string) => ({ id: ID, name })

const CASES: readonly (readonly [reason: Reason, sentence: string])[] = [
  [{ code: 'scheduled', at: AT, timezone: 'Europe/Berlin' }, 'Starts in 22 min, at 10:03 Europe/Berlin.'],
  [{ code: 'due', at: AT, pool: 'gpu', queue: 'default' }, 'It is due, and waits for a worker of pool gpu to take it.'],
  [{ code: 'due', at: AT, pool: null, queue: null }, 'It is due. Whoever serves its deployment has not begun it yet.'],
  [{ code: 'no_worker', pool: 'gpu', pool_type: 'process', since: AT }, 'No worker has polled pool gpu since 10:03 (22 min).'],
  [{ code: 'no_worker', pool: 'gpu', pool_type: null, since: null }, 'No worker has ever polled pool gpu.'],
  [
    { code: 'wrong_worker_type', pool: 'gpu', pool_type: 'docker', worker_types: ['process'] },
    'Pool gpu needs workers of type docker; those that poll it are of type process.',
  ],
  [{ code: 'pool_paused', pool: 'gpu' }, 'Pool gpu is paused.'],
  [{ code: 'queue_paused', pool: 'gpu', queue: 'high' }, 'Queue high is paused.'],
  [{ code: 'no_queue', deployment: named('prod') }, 'It has no work queue, so no worker takes it.'],
  [{ code: 'pool_full', pool: 'gpu', running: 4, limit: 4, before: 12 }, 'Pool gpu runs 4 of 4; 12 runs are before this one.'],
  [
    { code: 'queue_full', pool: 'gpu', queue: 'high', running: 1, limit: 1, before: 1 },
    'Queue high runs 1 of 1; 1 run is before this one.',
  ],
  [
    {
      code: 'waiting_for_slot',
      limit: named('warehouse'),
      used: 3,
      slots: 3,
      place: 2,
      holders: [{ kind: 'flow-run', id: ID, name: 'a' }],
    },
    'Waits for a slot of warehouse (3 of 3 taken by a); 2nd in line.',
  ],
  [{ code: 'pending', worker: 'Worker w-1', since: AT, doing: null }, 'Worker w-1 took it 22 min ago and has not begun yet.'],
  [{ code: 'running', since: AT, attempt: 1, attempts: 1, running: [named('load')] }, 'Running for 22 min: load.'],
  [
    { code: 'awaiting_retry', at: AT, attempt: 1, attempts: 4, task: named('flaky'), message: 'Error: refused' },
    'Attempt 2 of 4 begins in 22 min. Attempt 1 failed in flaky: Error: refused',
  ],
  [{ code: 'awaiting_retry', at: null, attempt: 2, attempts: null, task: null, message: null }, 'Attempt 3 is to begin.'],
  [
    { code: 'failed', task: named('load'), place: 12, of: 40, message: 'Error: loss is NaN', attempts: 3, log: null },
    'load (task 12 of 40) failed after 3 attempts: Error: loss is NaN',
  ],
  [{ code: 'failed', task: null, place: null, of: null, message: 'Error: no', attempts: 1, log: null }, 'Error: no'],
  [
    { code: 'crashed', message: 'Killed for lack of memory.', exit_code: 137, signal: 'SIGKILL', last_sign: AT, lapsed: AT },
    'Killed for lack of memory. Exit code 137. Signal SIGKILL. No sign of life since 10:03. Its lease lapsed at 10:03.',
  ],
  [{ code: 'completed', tasks: 2, failed: [], failed_count: 0, warnings: 0 }, 'Completed with 2 tasks.'],
  [
    { code: 'completed', tasks: 120, failed: [named('item-77')], failed_count: 1, warnings: 3 },
    'Completed with 1 failed of 120 tasks (item-77), 3 warnings.',
  ],
  [
    { code: 'paused', since: AT, until: AT, suspended: false, input: true, description: 'Approve the import?' },
    'Waits for input from a person since 22 min: Approve the import? Fails at 10:03 unless it is resumed.',
  ],
  [{ code: 'cancelling', since: AT, by: 'ada', reason: null }, 'Is being cancelled by ada since 22 min.'],
  [
    { code: 'cancelled', at: AT, by: 'ada', reason: 'wrong day.', children: 3, children_stopped: 3 },
    'Cancelled by ada at 10:03: wrong day. 3 of 3 children stopped.',
  ],
]

test.each(CASES)('$0.code', (reason, sentence) => {
  expect(sentenceOf(reason, words)).toBe(sentence)
})
