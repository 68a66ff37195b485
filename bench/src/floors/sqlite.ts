import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

/**
 * The floor that the benchmarks compare with: node:http and node:sqlite doing the least that a state transition needs (read
 * the run, insert a state, update the run, commit, answer) without rules, validation, events or history of anything else.
 * Log lines are inserted as they come. Usage: node sqlite.ts PORT DATABASE FULL|NORMAL
 */
const [port = '0', path = ':memory:', synchronous = 'FULL'] = process.argv.slice(2)
const database = new DatabaseSync(path)
database.exec(`
  PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous === 'NORMAL' ? 'NORMAL' : 'FULL'};
  CREATE TABLE run (id TEXT PRIMARY KEY, name TEXT, flow_id TEXT, state_id TEXT, state_type TEXT, updated TEXT, parameters TEXT);
  CREATE TABLE state (id TEXT PRIMARY KEY, run_id TEXT, type TEXT, name TEXT, timestamp TEXT, message TEXT, data TEXT, details TEXT);
  CREATE INDEX state_run ON state (run_id, timestamp);
  CREATE TABLE log (id TEXT PRIMARY KEY, name TEXT, level INTEGER, message TEXT, timestamp TEXT, run_id TEXT);
  CREATE INDEX log_run ON log (run_id, timestamp)
`)
const insertRun = database.prepare('INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?)')
const readRun = database.prepare('SELECT * FROM run WHERE id = ?')
const insertState = database.prepare('INSERT INTO state VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
const updateRun = database.prepare('UPDATE run SET state_id = ?, state_type = ?, updated = ? WHERE id = ?')
const insertLog = database.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)')

interface Body {
  readonly flow_id?: string
  readonly parameters?: object
  readonly state?: { readonly type: string; readonly name?: string; readonly message?: string }
}

interface Line {
  readonly name: string
  readonly level: number
  readonly message: string
  readonly timestamp: string
  readonly flow_run_id: string
}

function createLogs(lines: readonly Line[]): undefined {
  database.exec('BEGIN IMMEDIATE')
  for (const { name, level, message, timestamp, flow_run_id } of lines) {
    insertLog.run(randomUUID(), name, level, message, timestamp, flow_run_id)
  }
  database.exec('COMMIT')
}

function createRun(body: Body): object {
  const id = randomUUID()
  const now = new Date().toISOString()
  database.exec('BEGIN IMMEDIATE')
  insertRun.run(id, 'floor', body.flow_id ?? null, null, 'PENDING', now, JSON.stringify(body.parameters ?? {}))
  database.exec('COMMIT')
  return { id, name: 'floor', flow_id: body.flow_id, created: now }
}

function setState(runId: string, body: Body): object {
  const now = new Date().toISOString()
  const id = randomUUID()
  const { type = 'PENDING', name = type, message = null } = body.state ?? {}
  database.exec('BEGIN IMMEDIATE')
  readRun.get(runId)
  insertState.run(id, runId, type, name, now, message, null, '{}')
  updateRun.run(id, type, now, runId)
  database.exec('COMMIT')
  return {
    state: { id, type, name, timestamp: now, message, data: null, state_details: {} },
    status: 'ACCEPT',
    details: { type: 'accept_details' },
  }
}

const answerTo = (url: string, body: unknown): unknown => {
  const run = /^\/api\/flow_runs\/([^/]+)\/set_state$/.exec(url)?.[1]
  if (run !== undefined) return setState(run, body as Body)
  if (url === '/api/flow_runs/') return createRun(body as Body)
  if (url === '/api/logs/') return createLogs(body as Line[])
  return url === '/api/flows/' ? { id: randomUUID(), name: 'floor' } : true
}

createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString()
    const answer = JSON.stringify(answerTo(request.url ?? '', text === '' ? {} : JSON.parse(text)) ?? null)
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) }).end(answer)
  })
}).listen(Number(port), '127.0.0.1')
