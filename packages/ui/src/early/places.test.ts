import { expect, test } from 'vitest'
import { ADDRESSES } from './addresses.ts'
import { placeOf } from './places.ts'

test('asks for the rows and the chart of a list as its address filters it', () => {
  const calls = placeOf('/runs', '?state=FAILED&tag=%225%22&flow=etl')?.calls ?? []
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /ui/flow_runs/rows', 'POST /flow_runs/history'])
  expect(calls[0]?.body).toEqual({
    flow_runs: { state: { type: { any_: ['FAILED'] } }, tags: { all_: ['5'] } },
    flows: { name: { like_: 'etl' } },
    sort: 'START_TIME_DESC',
    limit: 100,
    cursor: null,
  })
  expect(calls[1]?.body).toMatchObject({ flow_runs: { state: { type: { any_: ['FAILED'] } } }, flows: { name: { like_: 'etl' } } })
})

test.each([
  ['overview', '/'],
  ['flow-run', '/runs/flow-run/6ecd8b0e-5d3b-4d7a-9f0a-0d6a3f4c1b2a'],
] as const)('reads first of the page %s what its address says', (route, path) => {
  const reads = placeOf(path, '')?.calls.flatMap((call) => (call.method === 'GET' ? [call.path] : []))
  expect(reads).toEqual(ADDRESSES[route].reads.map((read) => read.replace('$1', path.split('/').at(-1) ?? '')))
})

test('asks for task runs where these are shown', () => {
  const [rows] = placeOf('/runs', '?tab=task')?.calls ?? []
  expect(rows).toMatchObject({ path: '/ui/task_runs/rows', body: { task_runs: {}, sort: 'EXPECTED_START_TIME_DESC' } })
})

test('asks for what every run has, and for nothing at an address that it does not know', () => {
  const id = '6ecd8b0e-5d3b-4d7a-9f0a-0d6a3f4c1b2a'
  expect(placeOf(`/runs/flow-run/${id}`, '')?.calls.map(({ path }) => path)).toContain(`/ui/flow_runs/${id}/timeline`)
  expect(placeOf(`/runs/flow-run/${id}`, '?tab=parameters')?.calls.map(({ path }) => path)).not.toContain('/ui/logs/summary')
  expect(placeOf('/runs/flow-run/none', '')).toBeUndefined()
  expect(placeOf('/login', '')).toBeUndefined()
})
