import fastify, { type InjectOptions } from 'fastify'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { createParts } from '../parts.ts'
import { openTestApp } from '../testing.ts'
import { auditWrites } from './audit.ts'

/** The lines that calls leave, in a server that logs errors only. */
async function linesOf(authString: string | null, calls: readonly InjectOptions[], status = 201): Promise<Record<string, unknown>[]> {
  const lines: string[] = []
  const log = pino({ level: 'error', base: null }, { write: (line: string) => void lines.push(line) })
  await using app = fastify()
  auditWrites(app, log, authString)
  app.all('/*', (_request, reply) => reply.code(status).send())
  for (const call of calls) await app.inject(call)
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('the audit log', () => {
  it('says who changed what, from where and by which program, without what was said', async () => {
    const calls: InjectOptions[] = [
      {
        method: 'DELETE',
        url: '/api/flows/7?token=hunter2',
        remoteAddress: '203.0.113.5',
        headers: { 'user-agent': 'prefect/3.8.8 (API 0.8.4)' },
        payload: { value: 'hunter2' },
      },
    ]
    const lines = await linesOf('admin:hunter2', calls, 204)
    expect(lines).toMatchObject([
      {
        audit: true,
        who: 'admin',
        from: '203.0.113.5',
        by: 'prefect/3.8.8 (API 0.8.4)',
        method: 'DELETE',
        path: '/api/flows/7',
        status: 204,
        msg: 'a write',
      },
    ])
    expect(JSON.stringify(lines)).not.toContain('hunter2')
  })

  it('names nobody for a write that was refused for its credentials', async () => {
    expect(await linesOf('admin:x', [{ method: 'POST', url: '/api/flows/' }], 401)).toMatchObject([{ who: null, status: 401 }])
  })

  it('has a line for every operation that changes something, and none for those that read or only tell', async () => {
    await using server = await openTestApp()
    const operations = createParts(server.context).operations.map(({ spec }) => spec)
    const calls = operations.map(({ method, path }): InjectOptions => ({ method, url: `/api${path.replaceAll(/\{\w+\}/g, 'x')}` }))
    const lines = await linesOf(null, calls)
    const audited = new Set(lines.map(({ method, path }) => `${String(method)} ${String(path)}`))
    const left = operations.filter(({ method, path }) => method === 'POST' && !audited.has(`POST /api${path.replaceAll(/\{\w+\}/g, 'x')}`))
    const changing = left.filter(({ status }) => status.includes(201) || status.includes(204)).map(({ path }) => path)
    expect(changing.toSorted()).toEqual([
      '/automations/templates/validate',
      '/events',
      '/logs/',
      '/templates/validate',
      '/v2/concurrency_limits/leases/{lease_id}/renew',
      '/work_pools/{work_pool_name}/workers/heartbeat',
    ])
    expect([...audited].filter((line) => line.startsWith('GET'))).toEqual([])
    expect(audited).toContain('POST /api/block_documents/')
    expect(audited).toContain('POST /api/flow_runs/x/set_state')
  })
})
