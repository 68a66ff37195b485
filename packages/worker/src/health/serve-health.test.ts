import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { serveHealth } from './serve-health.ts'
import { createWorkerMetrics } from './worker-metrics.ts'

it('answers whether the worker is well, and its metrics', async () => {
  let isWell = true
  const metrics = createWorkerMetrics(() => 3)
  metrics.polled('answered')
  metrics.polled('failed')
  metrics.ended('crashed', 2)
  await using health = await serveHealth({ host: '127.0.0.1', port: 0, isHealthy: () => isWell, metrics })
  const well = await fetch(`${health.url}/health`)
  expect([well.status, await well.json()]).toEqual([200, { message: 'OK' }])
  isWell = false
  expect((await fetch(`${health.url}/health?x=1`)).status).toBe(503)
  expect((await fetch(`${health.url}/else`)).status).toBe(404)
  expect((await fetch(`${health.url}/health`, { method: 'POST' })).status).toBe(405)
  const scraped = await fetch(`${health.url}/metrics`)
  expect(scraped.headers.get('content-type')).toContain('text/plain')
  const text = await scraped.text()
  expect(text).toContain('millrace_worker_active_runs 3')
  expect(text).toContain('millrace_worker_polls_total{result="failed"} 1')
  expect(text).toContain('millrace_worker_run_seconds_count{outcome="crashed"} 1')
  expect(text).toMatch(/millrace_worker_last_poll_timestamp_seconds \d{10}/)
})

it('says which address it could not have', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const metrics = createWorkerMetrics(() => 0)
  await expect(serveHealth({ host: '127.0.0.1', port, isHealthy: () => true, metrics })).rejects.toThrow(`on 127.0.0.1:${port}: `)
  other.close()
})
