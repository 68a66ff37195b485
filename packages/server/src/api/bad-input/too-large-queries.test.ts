import { expect, it } from 'vitest'
import { openTestApp } from '../../testing.ts'

const LONG = '%a'.repeat(40_000)
const prefixes = Array.from({ length: 5000 }, (_, index) => `p${index}`)

/** What the database itself has a limit for is no fault of the server. */
it.each([
  ['/flows/filter', { flows: { name: { like_: LONG } } }],
  ['/flow_runs/count', { flow_runs: { name: { like_: LONG } } }],
  ['/variables/filter', { variables: { name: { like_: LONG } } }],
  ['/events/filter', { filter: { event: { prefix: prefixes } } }],
  ['/events/filter', { filter: { related: Array.from({ length: 2000 }, () => ({ id: ['x'] })) } }],
])('a call of %s that asks for too much at once is refused, or answered', async (path, body) => {
  await using server = await openTestApp()
  await server.call('POST', '/flows/', { name: 'x' })
  const answer = await server.call('POST', path, body)
  expect([200, 422]).toContain(answer.status)
  expect(answer.status === 422 ? answer.body.detail : 'The filters ask for more at once').toContain('ask for more at once')
})
