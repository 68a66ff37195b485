import { addSeconds, epochMillis, timestampOf, type Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import type { HotStatement, Queries, Transaction } from '../store.ts'
import { recount } from './recount.ts'

/** Seconds of a period: what is counted, or counted anew, at once. */
export const PERIOD = 600

/** Seconds after which a period may be counted; nearly all of its runs are over then. */
const COUNTED_AFTER = 7200
/** Seconds after which a change is told; the time between is for clocks that differ and transactions that take long. */
const TOLD_AFTER = 3600

/** As many periods are counted in one transaction: four hours. */
const MOST_PERIODS = 24

const ADVISORY_LOCK = 1_918_987_876

/** Which periods have been counted. */
export interface Counted {
  /** The first period, and the one after the last. */
  readonly from: number
  readonly until: number
  /** Those between that are to be counted anew, in order. */
  readonly gaps: readonly number[]
}

const periodOf = (timestamp: Timestamp): number => Math.floor(epochMillis(timestamp) / 1000 / PERIOD)
const timeOf = (period: number): Timestamp => timestampOf(period * PERIOD * 1000)

/** Which periods have been counted; undefined before the first was. */
export async function readCounted({ db }: Queries): Promise<Counted | undefined> {
  const span = await db.selectFrom('flow_run_tally_span').select(['from_period', 'until_period']).executeTakeFirst()
  if (span === undefined) return undefined
  const gaps = await db.selectFrom('flow_run_tally_gap').select('period').orderBy('period').execute()
  return { from: span.from_period, until: span.until_period, gaps: gaps.map(({ period }) => period) }
}

const MARK: HotStatement = {
  sql: `insert into flow_run_tally_gap (period) select period from (select ? + 0 as period) as told, flow_run_tally_span
    where period >= from_period and period < until_period on conflict do nothing`,
}

const LOCK: HotStatement = { sql: `select pg_advisory_xact_lock_shared(${ADVISORY_LOCK})` }

/**
 * Tells that a run that is, or was, over has changed, by when it was and is expected to start: what was counted then is to be counted
 * anew. Free for runs of the last hour, which have not been counted.
 */
export async function tellRunChanged(tx: Transaction, expected: readonly (Timestamp | null)[], now: Timestamp): Promise<void> {
  const before = addSeconds(now, -TOLD_AFTER)
  const periods = new Set(expected.filter((time) => time !== null && time < before).map((time) => periodOf(time ?? before)))
  if (periods.size === 0) return
  // A turn that counts must not begin between this change and its commit.
  if (tx.dialect.name === 'postgres') await tx.all(LOCK, [])
  for (const period of periods) await tx.all(MARK, [period])
}

/** Counts what is to be counted, some hours at a time; false when nothing was left to do. */
export async function countRuns(tx: Transaction, now: Timestamp): Promise<boolean> {
  if (tx.dialect.name === 'postgres') await sql`select pg_advisory_xact_lock(${sql.raw(String(ADVISORY_LOCK))})`.execute(tx.db)
  const settled = periodOf(addSeconds(now, -COUNTED_AFTER))
  const counted = await readCounted(tx)
  if (counted === undefined) {
    await tx.db.insertInto('flow_run_tally_span').values({ id: 1, from_period: settled, until_period: settled }).execute()
    return true
  }
  if (counted.gaps.length > 0) return await closeGaps(tx, counted.gaps)
  return (await countNewer(tx, counted, settled)) || (await countOlder(tx, counted))
}

/** Closes the first gap with those that are near, counting what lies between again: a flow that is deleted leaves many. */
async function closeGaps(tx: Transaction, [first = 0, ...others]: readonly number[]): Promise<true> {
  const near = [first, ...others.filter((period) => period < first + MOST_PERIODS)]
  await countPeriods(tx, first, (near.at(-1) ?? first) + 1)
  await tx.db.deleteFrom('flow_run_tally_gap').where('period', 'in', near).execute()
  return true
}

async function countNewer(tx: Transaction, { until }: Counted, settled: number): Promise<boolean> {
  if (until >= settled) return false
  const next = await nearest(tx, 'min', timeOf(until))
  const from = Math.min(next ?? settled, settled)
  const end = Math.min(from + MOST_PERIODS, settled)
  await countPeriods(tx, from, end)
  await tx.db.updateTable('flow_run_tally_span').set({ until_period: end }).execute()
  return true
}

async function countOlder(tx: Transaction, { from }: Counted): Promise<boolean> {
  const last = await nearest(tx, 'max', timeOf(from))
  if (last === undefined || last < 0) return false
  const start = Math.max(last + 1 - MOST_PERIODS, 0)
  await countPeriods(tx, start, last + 1)
  await tx.db.updateTable('flow_run_tally_span').set({ from_period: start }).execute()
  return true
}

/** The period of the first run from a time on, or of the last before it; periods without a run need no counting. */
async function nearest({ db }: Queries, which: 'min' | 'max', time: Timestamp): Promise<number | undefined> {
  const row = await db
    .selectFrom('flow_run')
    .select(({ fn }) => fn[which]('expected_start_time').as('found'))
    .where('expected_start_time', which === 'min' ? '>=' : '<', time)
    .executeTakeFirst()
  return row?.found ? periodOf(row.found) : undefined
}

/** Counts the periods from one up to another. */
async function countPeriods(tx: Transaction, from: number, until: number): Promise<void> {
  if (from < until) await recount(tx, from * PERIOD, until * PERIOD)
}
