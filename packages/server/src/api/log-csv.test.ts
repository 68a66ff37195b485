import { describe, expect, it } from 'vitest'
import { openTestStore, STORE_KINDS } from '../store/testing.ts'
import { openTestApp } from '../testing.ts'
import { logCsv } from './log-csv.ts'
import { openTestApi } from './testing.ts'

const HEADER = 'timestamp,level,flow_run_id,task_run_id,message'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const line = (flow_run_id: string, message: string, timestamp = '2026-01-01T00:00:00Z'): object => ({
  name: 'mill',
  level: 20,
  message,
  timestamp,
  flow_run_id,
})

async function all(pages: AsyncIterable<string>): Promise<string[]> {
  const taken: string[] = []
  for await (const page of pages) taken.push(page)
  return taken
}

describe.each(STORE_KINDS)('log lines as CSV on %s', (kind) => {
  it('come by time, in pages, every line once', async () => {
    await using api = await openTestApi(kind)
    const messages = Array.from({ length: 2001 }, (_, index) => String(index))
    for (let start = 0; start < messages.length; start += 700) {
      const lines = messages.slice(start, start + 700).map((message) => line(NOBODY, message))
      await api.call('POST', '/logs/', lines)
    }
    const pages = await all(logCsv(api.context.store, NOBODY))
    expect(pages).toHaveLength(4)
    const lines = pages.join('').trimEnd().split('\r\n')
    expect(lines[0]).toBe(HEADER)
    expect(lines.slice(1).map((text) => text.split(',').at(-1))).toEqual(messages)
  })

  it('are none for a run without any', async () => {
    await using store = await openTestStore(kind)
    expect(await all(logCsv(store, NOBODY))).toEqual([`${HEADER}\r\n`])
  })
})

describe('the download of log lines', () => {
  it('names its file after the run and quotes what needs it', async () => {
    await using server = await openTestApp()
    const { body: flow } = await server.call('POST', '/flows/', { name: 'report' })
    const { body: run } = await server.call('POST', '/flow_runs/', { flow_id: flow.id, name: `Ünï "x"'s` })
    await server.call('POST', '/logs/', [line(run.id, 'plain'), line(run.id, 'q"u,o\nte', '2026-01-01T00:00:00.5Z')])
    const answer = await server.app.inject({ method: 'GET', url: `/api/flow_runs/${run.id}/logs/download` })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.headers['content-disposition']).toContain("filename*=UTF-8''%C3%9Cn%C3%AF%20%22x%22%27s-logs.csv")
    const plain = `2026-01-01 00:00:00+00:00,20,${run.id},,plain`
    const quoted = `2026-01-01 00:00:00.500000+00:00,20,${run.id},,"q""u,o\nte"`
    expect(answer.body).toBe([HEADER, plain, quoted, ''].join('\r\n'))
    expect((await server.call('GET', `/flow_runs/${NOBODY}/logs/download`)).status).toBe(404)
  })
})
