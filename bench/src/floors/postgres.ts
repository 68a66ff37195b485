import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { Pool } from 'pg'

/**
 * The floor on Postgres: node:http and node-postgres doing the least that a state transition needs, with statements that stay prepared.
 * Usage: node postgres.ts PORT URL
 */
const [port = '0', url = ''] = process.argv.slice(2)
const pool = new Pool({ connectionString: url, max: 10 })
await pool.query(`
  create table run (id uuid primary key, name text, flow_id uuid, state_id uuid, state_type text, updated timestamptz, parameters text);
  create table state (id uuid primary key, run_id uuid, type text, name text, timestamp timestamptz, message text, data text, details text);
  create index state_run on state (run_id, timestamp)`)
const INSERT_RUN = { name: 'a', text: 'insert into run values ($1, $2, $3, $4, $5, $6, $7)' }
const READ_RUN = { name: 'b', text: 'select * from run where id = $1 for update' }
const INSERT_STATE = { name: 'c', text: 'insert into state values ($1, $2, $3, $4, $5, $6, $7, $8)' }
const UPDATE_RUN = { name: 'd', text: 'update run set state_id = $1, state_type = $2, updated = $3 where id = $4' }

interface Body {
  readonly flow_id?: string
  readonly parameters?: object
  readonly state?: { readonly type: string; readonly name?: string; readonly message?: string }
}

async function createRun(body: Body): Promise<object> {
  const id = randomUUID()
  const now = new Date().toISOString()
  await pool.query(INSERT_RUN, [id, 'floor', body.flow_id ?? null, null, 'PENDING', now, JSON.stringify(body.parameters ?? {})])
  return { id, name: 'floor', flow_id: body.flow_id, created: now }
}

async function setState(runId: string, body: Body): Promise<object> {
  const now = new Date().toISOString()
  const id = randomUUID()
  const { type = 'PENDING', name = type, message = null } = body.state ?? {}
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(READ_RUN, [runId])
    await client.query(INSERT_STATE, [id, runId, type, name, now, message, null, '{}'])
    await client.query(UPDATE_RUN, [id, type, now, runId])
    await client.query('commit')
  } finally {
    client.release()
  }
  return {
    state: { id, type, name, timestamp: now, message, data: null, state_details: {} },
    status: 'ACCEPT',
    details: { type: 'accept_details' },
  }
}

async function answerTo(path: string, body: Body): Promise<unknown> {
  const run = /^\/api\/flow_runs\/([^/]+)\/set_state$/.exec(path)?.[1]
  if (run !== undefined) return await setState(run, body)
  if (path === '/api/flow_runs/') return await createRun(body)
  return path === '/api/flows/' ? { id: randomUUID(), name: 'floor' } : true
}

createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => void reply(request.url ?? '', Buffer.concat(chunks).toString(), response))
}).listen(Number(port), '127.0.0.1')

async function reply(path: string, text: string, response: ServerResponse): Promise<void> {
  const answer = JSON.stringify(await answerTo(path, text === '' ? {} : (JSON.parse(text) as Body)))
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) }).end(answer)
}
