import { describe, expect, it } from 'vitest'
import { noteService } from '../service-turns.ts'
import { openTestApp } from '../testing.ts'

const scrape = async (server: Awaited<ReturnType<typeof openTestApp>>, headers: Record<string, string> = {}) =>
  await server.app.inject({ method: 'GET', url: '/api/metrics', headers })

describe('metrics of the server', () => {
  it('tell of calls by operation, of runs by state, of services, sockets and the process', async () => {
    await using server = await openTestApp({ 'server.metricsEnabled': true })
    const { body: flow } = await server.call('POST', '/flows/', { name: 'f' })
    for (const type of ['SCHEDULED', 'SCHEDULED', 'COMPLETED'])
      await server.call('POST', '/flow_runs/', { flow_id: flow.id, state: { type } })
    await server.call('GET', `/flows/${flow.id}`)
    await server.call('GET', '/flows/nothing')
    await server.call('GET', '/nowhere/7')
    Object.assign(noteService(server.context.store, 'scheduler', 5), { lastTurn: '2030-01-01T00:00:00.000000Z', took: 0.5, problem: 'x' })
    const answer = await scrape(server)
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, expect.stringContaining('text/plain')])
    for (const line of [
      'millrace_server_request_seconds_count{operation="POST /flow_runs/",status="2xx"} 3',
      'millrace_server_request_seconds_count{operation="GET /flows/{id}",status="2xx"} 1',
      'millrace_server_request_seconds_count{operation="GET /flows/{id}",status="4xx"} 1',
      'millrace_server_request_seconds_count{operation="other",status="4xx"} 1',
      'millrace_flow_runs{state_type="SCHEDULED"} 2',
      'millrace_flow_runs{state_type="COMPLETED"} 1',
      'millrace_server_service_last_turn_timestamp_seconds{service="scheduler"} 1893456000',
      'millrace_server_service_period_seconds{service="scheduler"} 5',
      'millrace_server_service_failing{service="scheduler"} 1',
      'millrace_server_websockets 0',
    ])
      expect(answer.body.split('\n')).toContain(line)
    expect(answer.body).toMatch(/^millrace_server_waiting\{kind="events"\} \d+$/m)
    expect(answer.body).toMatch(/^process_resident_memory_bytes \d+$/m)
  })

  it('ask for credentials as everything does', async () => {
    await using server = await openTestApp({ 'server.metricsEnabled': true, 'server.api.authString': 'ada:pass' })
    expect((await scrape(server)).statusCode).toBe(401)
    expect((await scrape(server, { authorization: `Basic ${Buffer.from('ada:pass').toString('base64')}` })).statusCode).toBe(200)
  })

  it('are not there unless they are asked for', async () => {
    await using server = await openTestApp()
    expect((await scrape(server)).statusCode).toBe(404)
  })
})
