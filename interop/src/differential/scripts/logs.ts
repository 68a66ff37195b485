import type { Conversation } from '../conversation.ts'

const RUN = 'cccccccc-0000-4000-8000-000000000001'
const TASK = 'cccccccc-0000-4000-8000-000000000002'

/** Log lines: written in batches, good and bad, and found again. */
export async function talkOfLogs(api: Conversation): Promise<void> {
  api.topic('logs')
  const line = (message: unknown, more: object = {}): object => ({
    name: 'prefect.flow_runs',
    level: 20,
    message,
    timestamp: '2026-01-02T03:04:05.678901+00:00',
    flow_run_id: RUN,
    task_run_id: null,
    ...more,
  })
  const write = (label: string, body: unknown): Promise<unknown> => api.call(label, 'POST', '/logs/', body)
  await write('write', [
    line('first'),
    line('zweite Zeile ü 🚀\nwith a break', { level: 30, timestamp: '2026-01-02T03:04:06Z' }),
    line('third', { task_run_id: TASK, level: 40, timestamp: '2026-01-02T03:04:07' }),
  ])
  await write('write nothing', [])
  await write('write one without a list', line('alone'))
  await write('write without a message', [{ ...line(''), message: undefined }])
  await write('write an empty message', [line('', { timestamp: '2026-01-02T03:04:08Z' })])
  // 2.20's pydantic 1 turns a number into text.
  if (api.generation === 3) await write('write a number', [line(7)])
  await write('write a level in text', [line('x', { level: 'INFO' })])
  await write('write a bad time', [line('x', { timestamp: 'noon' })])
  await write('write a bad run', [line('x', { flow_run_id: 'x' })])
  await write('write with an unknown field', [line('x', { colour: 'red' })])
  await write('write for nobody', [line('of nobody', { flow_run_id: null, timestamp: '2026-01-02T03:04:09Z' })])
  await api.call('write no JSON', 'POST', '/logs/', undefined, { raw: '[{' })
  await api.call('write as text', 'POST', '/logs/', [line('x')], { headers: { 'content-type': 'text/plain' } })
  await api.call('write without a body', 'POST', '/logs/')
  const filters: Readonly<Record<string, object>> = {
    'of the run': { logs: { flow_run_id: { any_: [RUN] } } },
    'of the task': { logs: { task_run_id: { any_: [TASK] } } },
    'from a level': { logs: { flow_run_id: { any_: [RUN] }, level: { ge_: 30 } } },
    'to a level': { logs: { flow_run_id: { any_: [RUN] }, level: { le_: 20 } } },
    'after a time': { logs: { flow_run_id: { any_: [RUN] }, timestamp: { after_: '2026-01-02T03:04:06Z' } } },
    'before a time': { logs: { flow_run_id: { any_: [RUN] }, timestamp: { before_: '2026-01-02T03:04:06Z' } } },
    'newest first': { logs: { flow_run_id: { any_: [RUN] } }, sort: 'TIMESTAMP_DESC' },
    ...(api.generation === 2
      ? {}
      : {
          'of no task': { logs: { flow_run_id: { any_: [RUN] }, task_run_id: { is_null_: true } } },
          'by text': { logs: { flow_run_id: { any_: [RUN] }, text: { query: 'zweite' } } },
          'by no text': { logs: { flow_run_id: { any_: [RUN] }, text: { query: '' } } },
        }),
    'by or': { logs: { operator: 'or_', level: { ge_: 40 }, flow_run_id: { any_: [TASK] } } },
    two: { logs: { flow_run_id: { any_: [RUN] } }, limit: 2, offset: 1 },
    'past the end': { logs: { flow_run_id: { any_: [RUN] } }, offset: 1000 },
    'too many': { limit: 201 },
    'by an unknown filter': { logs: { colour: {} } },
    'by a bad level': { logs: { level: { ge_: 'INFO' } } },
    'in an unknown order': { sort: 'LEVEL' },
    'of all by null': { logs: null },
  }
  for (const [label, body] of Object.entries(filters)) await api.call(`filter ${label}`, 'POST', '/logs/filter', body)
}
