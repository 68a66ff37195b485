import { expect, it } from 'vitest'
import { openTestApp } from '../testing.ts'

const RUN = '11111111-0000-4000-8000-000000000000'
const TASK = '22222222-0000-4000-8000-000000000000'

it('sends the lines of a run as text, or as one object a line, from a level on and of one task run', async () => {
  await using server = await openTestApp()
  const line = (second: number, level: number, message: string, task_run_id: string | null = null): object => ({
    name: 'prefect.flow_runs',
    level,
    message,
    flow_run_id: RUN,
    task_run_id,
    timestamp: `2026-11-21T10:00:0${second}.25Z`,
  })
  await server.call('POST', '/logs/', [line(2, 40, 'two\nlines'), line(1, 20, 'one'), line(3, 10, 'three', TASK)])
  const get = (query: string) => server.app.inject({ method: 'GET', url: `/api/ui/logs/download?${query}` })

  const text = await get(`flow_run_id=${RUN}`)
  expect(text.headers['content-type']).toBe('text/plain; charset=utf-8')
  expect(text.headers['content-disposition']).toContain('logs-11111111.log')
  expect(text.body).toBe(
    [
      '2026-11-21 10:00:01.250 | INFO     | prefect.flow_runs - one',
      '2026-11-21 10:00:02.250 | ERROR    | prefect.flow_runs - two',
      'lines',
      '2026-11-21 10:00:03.250 | DEBUG    | prefect.flow_runs - three',
      '',
    ].join('\n'),
  )
  const parsed = (await get(`flow_run_id=${RUN}&format=jsonl&level=20`)).body.trimEnd().split('\n')
  expect(parsed.map((each) => JSON.parse(each))).toMatchObject([{ message: 'one' }, { message: 'two\nlines', level: 40 }])
  expect((await get(`task_run_id=${TASK}`)).body).toContain('three')
  expect((await get('level=20')).statusCode).toBe(422)
  expect((await get(`flow_run_id=${RUN}&format=xml`)).statusCode).toBe(422)
})
