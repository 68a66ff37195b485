import type { Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import type { ConcurrencyLimitRow, FlowRunRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'
import type { RunsOfKind } from './attention.ts'
import { countRows, namedRuns } from './named-runs.ts'

/** The name of a flow run's state while it waits for a slot of its deployment. */
export const AWAITING_SLOT = 'AwaitingConcurrencySlot'

const OWN = 'deployment:'

type Limit = Pick<ConcurrencyLimitRow, 'id' | 'name'>
type Run = Pick<FlowRunRow, 'id' | 'expected_start_time'>

const waiting = ({ db }: Queries) =>
  db.selectFrom('flow_run').where('flow_run.state_type', '=', 'SCHEDULED').where('flow_run.state_name', '=', AWAITING_SLOT)

/** The runs that wait for slots of a limit: those of the deployment whose own it is, and of deployments that name it. */
function waitingFor(queries: Queries, { id, name }: Limit) {
  const own = name.startsWith(OWN) ? name.slice(OWN.length) : undefined
  return own === undefined
    ? waiting(queries)
        .innerJoin('deployment', 'deployment.id', 'flow_run.deployment_id')
        .where('deployment.global_concurrency_limit_id', '=', id)
    : waiting(queries).innerJoin('deployment', 'deployment.id', 'flow_run.deployment_id').where('flow_run.deployment_id', '=', own)
}

/** A run that is offered again at once. */
export type WokenRun = Pick<FlowRunRow, 'id' | 'work_queue_id' | 'deployment_id'>

/** The runs that have waited longest for a slot of a limit, and that nobody is to offer again before `now`. */
export async function longestWaiting(tx: Transaction, limit: Limit, now: Timestamp, count: number): Promise<WokenRun[]> {
  const query = waitingFor(tx, limit)
    .select(['flow_run.id', 'flow_run.work_queue_id', 'flow_run.deployment_id'])
    .where('flow_run.next_scheduled_start_time', '>', now)
    .orderBy('flow_run.expected_start_time')
    .orderBy('flow_run.id')
    .limit(count)
  return await (tx.dialect.name === 'postgres' ? query.forUpdate('flow_run').skipLocked() : query).execute()
}

const OFFER: HotStatement = {
  sql: 'update flow_run set next_scheduled_start_time = ? where id = ? and next_scheduled_start_time is not null',
}

/** Lets whoever asks for due runs have one from `now` on. */
export async function offerNow(tx: Transaction, runId: string, now: Timestamp): Promise<void> {
  await tx.all(OFFER, [now, runId])
}

/** How many runs that wait for a slot of a limit come before a run, of those that are offered since a time (null: whenever). */
export async function countAhead(
  queries: Queries,
  limit: Limit,
  { id, expected_start_time: expected }: Run,
  offered: { readonly since: Timestamp; readonly until: Timestamp } | null,
): Promise<number> {
  let query = waitingFor(queries, limit)
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where((run) =>
      run.or([
        run('flow_run.expected_start_time', '<', expected),
        run.and([run('flow_run.expected_start_time', '=', expected), run('flow_run.id', '<', id)]),
      ]),
    )
  if (offered !== null) {
    query = query
      .where('flow_run.next_scheduled_start_time', '>=', offered.since)
      .where('flow_run.next_scheduled_start_time', '<=', offered.until)
  }
  return Number((await query.executeTakeFirst())?.count ?? 0)
}

/** Names counted in a line; nobody waits to read more. */
const LONGEST_LINE = 1000

/** The runs that wait for slots of a limit, in their order, and how many there are; with `more`, at least so many. */
export async function lineOf(queries: Queries, limit: Limit, named: number): Promise<RunsOfKind> {
  const ids = waitingFor(queries, limit).select('flow_run.id')
  const count = await countRows(queries, sql`${ids.limit(LONGEST_LINE + 1)}`)
  const first = ids.orderBy('flow_run.expected_start_time').orderBy('flow_run.id').limit(named)
  const order = sql`flow_run.expected_start_time, flow_run.id`
  const runs = count === 0 ? [] : await namedRuns(queries, sql`select id from (${first}) as line`, order)
  return { count: Math.min(count, LONGEST_LINE), more: count > LONGEST_LINE, runs }
}
