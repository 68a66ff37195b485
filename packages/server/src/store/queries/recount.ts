import { timestampOf } from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import type { Transaction } from '../store.ts'
import { estimatedLateness, isOver } from './run-estimates.ts'

/** Seconds of the slots in which all runs are counted, each level the sum of the one before. */
export const LEVELS = [60, 600, 3600, 14_400, 86_400, 1_382_400] as const

/** The same for those of one flow or deployment, which are fewer: shorter slots would hold one run each, longer ones be made of many owners' rows. */
export const OWNER_LEVELS = [600, 3600, 14_400, 86_400] as const

const EPOCH = timestampOf(0)

/** Whose runs are counted together: those of all, or those of each value of a column. */
interface Grouping {
  readonly columns: RawBuilder<unknown>
  readonly of: readonly { readonly owner: RawBuilder<unknown>; readonly where: RawBuilder<unknown> }[]
  readonly sum: RawBuilder<unknown>
}

const COUNTS = sql`level, slot, state_type, state_name, runs, run_time, lateness`

const TOGETHER: Grouping = { columns: COUNTS, of: [{ owner: sql``, where: sql`` }], sum: sql`` }

const APART: Grouping = {
  columns: sql`${COUNTS}, owner_id`,
  of: [
    { owner: sql`, flow_id`, where: sql`` },
    { owner: sql`, deployment_id`, where: sql` and deployment_id is not null` },
  ],
  sum: sql`, owner_id`,
}

/** Counts anew the runs that are over and were expected from one second since 1970 up to another, both of them edges of periods. */
export async function recount(tx: Transaction, from: number, until: number): Promise<void> {
  await fill(tx, 'flow_run_tally', LEVELS, TOGETHER, from, until)
  await fill(tx, 'flow_run_owner_tally', OWNER_LEVELS, APART, from, until)
}

async function fill(
  { db, dialect }: Transaction,
  table: 'flow_run_tally' | 'flow_run_owner_tally',
  levels: readonly number[],
  { columns, of, sum }: Grouping,
  from: number,
  until: number,
): Promise<void> {
  const tally = sql.table(table)
  const expected = sql.ref('flow_run.expected_start_time')
  for (const [index, level] of levels.entries()) {
    const [first, after] = [Math.floor(from / level), Math.ceil(until / level)]
    await sql`delete from ${tally} where level = ${level} and slot >= ${first} and slot < ${after}`.execute(db)
    const finer = levels[index - 1]
    if (finer !== undefined) {
      const ratio = level / finer
      await sql`insert into ${tally} (${columns})
        select cast(${level} as int), slot / ${sql.raw(String(ratio))}, state_type, state_name, sum(runs), sum(run_time), sum(lateness)${sum}
        from ${tally} where level = ${finer} and slot >= ${first * ratio} and slot < ${after * ratio} group by 2, 3, 4${sum}`.execute(db)
      continue
    }
    for (const { owner, where } of of) {
      await sql`insert into ${tally} (${columns})
        select cast(${level} as int), ${dialect.intervalOf(expected, EPOCH, level * 1e6)}, state_type, state_name, count(*), sum(total_run_time),
          sum(${estimatedLateness(dialect, 'flow_run', EPOCH)})${owner}
        from flow_run where ${expected} >= ${timestampOf(from * 1000)} and ${expected} < ${timestampOf(until * 1000)}
          and ${isOver('flow_run')}${where} group by 2, 3, 4${owner}`.execute(db)
    }
  }
}
