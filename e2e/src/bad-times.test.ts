import { randomUUID } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdir, open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eventually, startFaultyProxy, startPostgres, startServer, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'

interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  readonly body: ReturnType<typeof JSON.parse>
}

async function call(url: string, path: string, body?: unknown): Promise<Answer> {
  const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(`${url}${path}`, init)
  const text = await answer.text()
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: text === '' ? undefined : JSON.parse(text) }
}

/** Makes a call until it is answered, each time with the same body. */
async function insist(url: string, path: string, body: unknown): Promise<Answer> {
  return await eventually(`an answer of ${path}`, async () => {
    const answer = await call(url, path, body).catch(() => undefined)
    return answer === undefined || answer.status === 503 ? undefined : answer
  })
}

test('requests whose answer was lost act once, however often they are repeated (R03)', async () => {
  const CLIENTS = 8
  const RUNS = 10
  await using server = await startServer()
  await using proxy = await startFaultyProxy(Number(new URL(server.url).port))
  const url = `http://127.0.0.1:${proxy.port}/api`
  const { body: flow } = await call(url, '/flows/', { name: 'once' })
  proxy.swallow(5)
  const client = async (name: string): Promise<void> => {
    for (let count = 0; count < RUNS; count += 1) {
      const { body: run } = await insist(url, '/flow_runs/', { flow_id: flow.id, idempotency_key: `${name}-${count}` })
      for (const type of ['PENDING', 'RUNNING', 'COMPLETED']) {
        const state = { type, state_details: { transition_id: randomUUID() } }
        await insist(url, `/flow_runs/${run.id}/set_state`, { state })
      }
      const task = { flow_run_id: run.id, task_key: 'task', dynamic_key: '0' }
      await insist(url, '/task_runs/', task)
      const told = { id: randomUUID(), occurred: new Date().toISOString(), event: 'told.once', resource: { 'prefect.resource.id': run.id } }
      await insist(url, '/events', [told])
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(String(index))))
  expect(proxy.disturbed()).toBeGreaterThan(CLIENTS * RUNS)
  const wanted = CLIENTS * RUNS
  expect((await call(server.url, '/flow_runs/count', {})).body).toBe(wanted)
  expect((await call(server.url, '/task_runs/count', {})).body).toBe(wanted)
  const filter = { event: { name: ['told.once'] } }
  expect((await call(server.url, '/events/filter', { filter })).body.total).toBe(wanted)
  const { body: runs } = await call(server.url, '/flow_runs/filter', {})
  for (const run of runs) {
    const states = (await call(server.url, `/flow_run_states/?flow_run_id=${run.id}`)).body as { type: string }[]
    expect(states.map(({ type }) => type)).toEqual(['PENDING', 'RUNNING', 'COMPLETED'])
  }
})

test('a server that is told to stop under load ends well, with all that it has acknowledged (R16)', async () => {
  const STOPS = 3
  await using server = await startServer()
  const { url } = server
  const acknowledged: string[] = []
  const statuses = new Set<number>()
  for (let stops = 0; stops < STOPS; stops += 1) {
    let stopping = false
    const client = async (): Promise<void> => {
      for (;;) {
        const answer = await call(url, '/flows/', { name: randomUUID() }).catch(() => undefined)
        if (answer === undefined) return
        statuses.add(answer.status)
        if (answer.status === 201) acknowledged.push(answer.body.id)
        else if (stopping) return
      }
    }
    const enough = acknowledged.length + 100
    const clients = Array.from({ length: 8 }, client)
    await eventually('writes', async () => acknowledged.length > enough || undefined)
    stopping = true
    const { process } = server
    process.kill('SIGTERM')
    expect(await process.ended, process.output()).toBe(0)
    await Promise.all(clients)
    expect(process.output()).not.toMatch(/a request failed|a turn of a service failed/)
    await server.start()
  }
  expect([...statuses].filter((status) => status !== 201 && status !== 503)).toEqual([])
  const there = (await call(url, '/flows/count', { flows: { id: { any_: acknowledged } } })).body
  expect(there).toBe(acknowledged.length)
  expect(server.process.output()).not.toContain('recover')
})

test('a full disk stops writes with 503, not the server, and is over when there is room (R20)', async (context) => {
  await using folder = await temporaryFolder()
  const disk = join(folder.path, 'disk')
  await mkdir(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    context.skip('a file system of 32 MB cannot be mounted here')
  }
  try {
    await using server = await startServer({ MILLRACE_SERVER_DATABASE_CONNECTION_URL: `sqlite:///${disk}/millrace.db` })
    const { body: flow } = await call(server.url, '/flows/', { name: 'before' })
    const filler = join(disk, 'filler')
    await fill(filler)
    const write = (): Promise<Answer> => call(server.url, '/flow_runs/', { flow_id: flow.id, parameters: { a: 'x'.repeat(100_000) } })
    let made = 0
    const refused = await eventually('a refusal', async () => {
      const answer = await write()
      if (answer.status === 201) made += 1
      return answer.status === 201 ? undefined : answer
    })
    expect(refused).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) })
    expect((await call(server.url, `/flows/${flow.id}`)).status).toBe(200)
    expect((await call(server.url, '/health')).status).toBe(200)
    expect((await call(server.url, '/flow_runs/count', {})).body).toBe(made)
    const unready = await call(server.url, '/ready')
    expect([unready.status, unready.body.message]).toEqual([503, expect.stringContaining('disk')])
    await rm(filler)
    await eventually('writes to go on', async () => ((await write()).status === 201 ? true : undefined))
    expect((await call(server.url, '/ready')).status).toBe(200)
    expect((await call(server.url, '/flow_runs/count', {})).body).toBe(made + 1)
  } finally {
    execFileSync('umount', [disk])
  }
})

/** Writes until nothing fits any more. */
async function fill(path: string): Promise<void> {
  await writeFile(path, '')
  await using file = await open(path, 'a')
  const block = Buffer.alloc(65_536)
  try {
    for (;;) await file.write(block)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}

test('a restart of Postgres loses and doubles nothing, and the server heals by itself (R24)', async () => {
  await using postgres = await startPostgres()
  await using server = await startServer({ MILLRACE_SERVER_DATABASE_CONNECTION_URL: postgres.url })
  const { body: flow } = await call(server.url, '/flows/', { name: 'over' })
  const made: string[] = []
  const load = { over: false }
  const client = async (name: string): Promise<void> => {
    for (let count = 0; !load.over; count += 1) {
      const { status, body } = await insist(server.url, '/flow_runs/', { flow_id: flow.id, idempotency_key: `${name}-${count}` })
      expect([200, 201]).toContain(status)
      made.push(body.id)
    }
  }
  const clients = Array.from({ length: 4 }, (_, index) => client(String(index)))
  for (const how of ['fast', 'immediate'] as const) {
    const enough = made.length + 40
    await eventually('runs to be made', async () => made.length > enough || undefined)
    await postgres.restart(how)
  }
  const enough = made.length + 40
  await eventually('runs to be made again', async () => made.length > enough || undefined)
  load.over = true
  await Promise.all(clients)
  expect((await call(server.url, '/ready')).status).toBe(200)
  expect((await call(server.url, '/flow_runs/count', {})).body).toBe(made.length)
  expect(new Set(made).size).toBe(made.length)
})
