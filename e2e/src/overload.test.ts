import { Agent, request } from 'node:http'
import { startServer } from '@millrace/testing'
import { expect, test } from 'vitest'

const CONNECTIONS = 500
const CALLS = 4

test(`${CONNECTIONS} connections at once are all answered, none by an error (R28)`, async () => {
  await using server = await startServer()
  const { id } = await server.client.flows.create({ body: { name: 'overload' } })
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const text = JSON.stringify({ flow_id: id, state: { type: 'SCHEDULED' } })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  const call = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(`${server.url}/flow_runs/`, { method: 'POST', agent, headers }, (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode ?? 0))
      })
      sent.on('error', reject)
      sent.end(text)
    })
  const client = async (): Promise<number[]> => {
    const statuses: number[] = []
    for (let count = 0; count < CALLS; count += 1) statuses.push(await call())
    return statuses
  }
  const working = Promise.all(Array.from({ length: CONNECTIONS }, client))
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
  expect(new Set((await working).flat())).toEqual(new Set([201]))
  expect(await server.client.flowRuns.count({ body: {} })).toBe(CONNECTIONS * CALLS)
  agent.destroy()
})
