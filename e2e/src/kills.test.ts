import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { createClient, createHttpTransport } from '@millrace/client'
import { eventually, startServer } from '@millrace/testing'
import { expect, test } from 'vitest'

const KILLS = 10
const CLIENTS = 8
/** Writes that are acknowledged before each kill, however long they take. */
const WRITES = 30

/** R01 and R02 in short: what was acknowledged before a SIGKILL is there after the restart, whole. */
test(`${KILLS} kills of the server lose no acknowledged write`, { timeout: 240_000 }, async () => {
  await using server = await startServer()
  const acknowledged: { run: string; state: string }[] = []
  let kills = 0
  for (; kills < KILLS; kills += 1) {
    const writing = Array.from({ length: CLIENTS }, () => writeUntilCut(server.url, acknowledged))
    const enough = acknowledged.length + WRITES
    await eventually('writes to be acknowledged', async () => acknowledged.length >= enough || undefined)
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 300))
    await Promise.all([...writing, server.kill()])
    await server.start()
  }
  server.process.kill('SIGTERM')
  await server.process.ended

  expect(kills).toBe(KILLS)
  expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * WRITES)
  using database = new DatabaseSync(join(server.home, 'millrace.db'))
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  const stored = database.prepare('select 1 from flow_run_state where id = ? and flow_run_id = ?')
  expect(acknowledged.filter(({ run, state }) => stored.get(state, run) === undefined)).toEqual([])
  const torn = database.prepare(
    `select r.id from flow_run r where r.state_id is not (select s.id from flow_run_state s where s.flow_run_id = r.id order by s.timestamp desc limit 1)`,
  )
  expect(torn.all()).toEqual([])
  const silent = database.prepare(`select s.id from flow_run_state s
    where not exists (select 1 from event e where e.id = s.id) and not exists (select 1 from unindexed_event e where e.id = s.id)`)
  expect(silent.all()).toEqual([])
})

async function writeUntilCut(url: string, acknowledged: { run: string; state: string }[]): Promise<void> {
  const client = createClient(
    createHttpTransport({ url, timeoutSeconds: 10, maxRetries: 0, jitterFactor: 0, csrf: false, firstContactSeconds: 0 }),
  )
  try {
    const flow = await client.flows.create({ body: { name: 'kills' } })
    for (;;) {
      const run = await client.flowRuns.create({ body: { flow_id: flow.id, state: { type: 'SCHEDULED' } } })
      acknowledged.push({ run: run.id, state: run.state_id ?? '' })
      for (const type of ['PENDING', 'RUNNING', 'COMPLETED'] as const) {
        const { state } = await client.flowRuns.setState({ params: { id: run.id }, body: { state: { type } } })
        acknowledged.push({ run: run.id, state: state?.id ?? '' })
      }
    }
  } catch {
    // The kill ends the conversation; what was acknowledged until then is in the journal.
  } finally {
    await client.transport.close()
  }
}
