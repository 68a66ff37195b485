import { addSeconds, type Timestamp } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import { deleteOldDeadLetters } from '../store/queries/dead-letters.ts'
import { forgetOldEntries } from '../audit/forget-old-entries.ts'
import {
  bytesInUse,
  deleteOldEvents,
  deleteOldFlowRun,
  deleteOldLogs,
  deleteOldTaskRuns,
  listOldFlowRuns,
  type Old,
} from '../store/queries/retention.ts'
import type { Transaction } from '../store/store.ts'
import { oldKinds } from './old-kinds.ts'
import type { Service, Turn } from './service.ts'

/** Seconds between two turns over one database; how long after its time something may still be there. */
const LEAST_SECONDS = 1
/** After every instant that is deleted by size. */
const ALWAYS: Timestamp = '9999-01-01T00:00:00.000000Z'

/**
 * Deletes events, log lines, runs and entries of the audit log that are older than the settings keep them, and the oldest events and log lines beyond the size a
 * database may have. Batch by batch, each a write of its own, so that others' writes wait for none of it longer than for one another.
 */
export const createRetention = ({ server }: Settings): Service => ({
  name: 'retention',
  everySeconds: Math.max(LEAST_SECONDS, server.services.dbVacuum.loopSeconds),
  async runOnce(turn) {
    const { enabled, batchSize: limit, retentionPeriod, maxDatabaseBytes } = server.services.dbVacuum
    const kinds = oldKinds(enabled)
    const now = turn.clock.now()
    const old = { before: addSeconds(now, -retentionPeriod), limit }
    if (kinds.has('events')) {
      const before = addSeconds(now, -server.events.retentionPeriod)
      await whileFull(turn, (tx) => deleteOldEvents(tx, { before, limit }), limit)
      await turn.store.write((tx) => deleteOldDeadLetters(tx, before))
    }
    if (kinds.has('flow_runs')) await deleteRuns(turn, old)
    if (kinds.has('logs')) await whileFull(turn, (tx) => deleteOldLogs(tx, old), limit)
    const unaudited = addSeconds(now, -server.auditRetentionPeriod)
    await whileFull(turn, (tx) => forgetOldEntries(tx, now, unaudited, limit), limit)
    if (kinds.size > 0 && maxDatabaseBytes > 0) await shrink(turn, maxDatabaseBytes, limit)
  },
})

/** Deletes in writes of their own until there is less than a batch. */
async function whileFull({ store, signal }: Turn, work: (tx: Transaction) => Promise<number>, limit: number): Promise<void> {
  while (!signal.aborted) if ((await store.write(work)) < limit) return
}

async function deleteRuns(turn: Turn, old: Old): Promise<void> {
  await whileFull(turn, (tx) => deleteOldTaskRuns(tx, old), old.limit)
  for (;;) {
    const ids = await turn.store.read((queries) => listOldFlowRuns(queries, old))
    for (const id of ids) {
      let gone = false
      while (!gone) {
        if (turn.signal.aborted) return
        gone = await turn.store.write((tx) => deleteOldFlowRun(tx, id, old))
      }
    }
    if (ids.length < old.limit) return
  }
}

/** Deletes the oldest events and log lines, in turns, until the database is below a size. */
async function shrink({ store, signal, log }: Turn, most: number, limit: number): Promise<void> {
  for (let deleted = 0; !signal.aborted;) {
    const bytes = await store.read(bytesInUse)
    if (bytes === undefined || bytes <= most) return
    if (deleted === 0) log.warn({ bytes, most }, 'the database is larger than it may be; the oldest events and log lines are deleted')
    const batch = { before: ALWAYS, limit }
    const found = (await store.write((tx) => deleteOldEvents(tx, batch))) + (await store.write((tx) => deleteOldLogs(tx, batch)))
    if (found === 0) return
    deleted += found
  }
}
