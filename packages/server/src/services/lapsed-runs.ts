import {
  addSeconds,
  cancelled,
  crashed,
  secondsBetween,
  stateCreate,
  type StateCreate,
  type StateType,
  type Timestamp,
} from '@millrace/protocol'
import { RunNotFound } from '../orchestration/errors.ts'
import { setFlowRunState } from '../orchestration/set-flow-run-state.ts'
import { deleteLease, readLease } from '../store/queries/flow-run-leases.ts'
import { readFlowRun } from '../store/queries/flow-runs.ts'
import { listLapsedRuns } from '../store/queries/overdue-runs.ts'
import type { FlowRunLeaseRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { watchAwake } from './awake-since.ts'
import { SERVER, type Service, type Turn } from './service.ts'

const EVERY_SECONDS = 5
/** Seconds beyond its end for which a lease still counts: its holder stops itself before. */
const GRACE = 5
/** The longest lease that is asked for in practice; nobody is judged before it was possible to renew one. */
const LONGEST = 90
const BATCH = 200

/**
 * Ends runs whose process or worker has fallen silent: the lease it held has lapsed, so nobody acts for the run any more (R04, R06). After a
 * start of the server, or a pause of its own, everybody first gets the time to renew. Runs that never had a lease, those of Prefect's
 * clients, are left alone.
 */
export function createLapsedRuns(): Service {
  const awakeSince = watchAwake()
  return {
    name: 'lapsed-runs',
    everySeconds: EVERY_SECONDS,
    async runOnce(turn) {
      const now = turn.clock.now()
      const awake = secondsBetween(awakeSince(now), now)
      if (awake < LONGEST) return
      const before = addSeconds(now, -GRACE)
      for (const lease of await turn.store.read((queries) => listLapsedRuns(queries, { before, limit: BATCH }))) {
        if (turn.signal.aborted) return
        await end(turn, lease.flow_run_id, before)
      }
    },
  }
}

async function end(turn: Turn, flowRunId: string, before: Timestamp): Promise<void> {
  try {
    await turn.store.write(async (tx) => {
      const lease = await readLease(tx, flowRunId)
      // Renewed, or given up, since it was found.
      if (lease === undefined || lease.expires_at > before) return
      await endAttempt(turn, tx, lease)
    })
  } catch (error) {
    if (!(error instanceof RunNotFound)) turn.log.error({ flowRunId, err: error }, 'a run whose lease has lapsed could not be ended')
  }
}

async function endAttempt(turn: Turn, tx: Transaction, lease: FlowRunLeaseRow): Promise<void> {
  const run = await readFlowRun(tx, lease.flow_run_id)
  const state = run === undefined || run.attempt !== lease.attempt ? undefined : stateAfter(run.state_type, lease)
  if (state === undefined) return await deleteLease(tx, lease.flow_run_id)
  const caller = { ...SERVER, attempt: lease.attempt }
  await setFlowRunState(turn, tx, { flowRunId: lease.flow_run_id, state, force: false, caller })
  await deleteLease(tx, lease.flow_run_id)
  turn.log.warn({ flowRunId: lease.flow_run_id, holder: lease.holder, state: state.type }, 'a run was ended whose holder fell silent')
}

/** What becomes of a run that nobody acts for; undefined for one that waits by itself. */
function stateAfter(type: StateType | null, { holder, expires_at }: FlowRunLeaseRow): StateCreate | undefined {
  const silent = `${holder} has not renewed its lease, which lapsed at ${expires_at}`
  if (type === 'CANCELLING') return stateCreate.parse(cancelled({ message: `Cancelled without an answer: ${silent}.` }))
  if (type !== 'PENDING' && type !== 'RUNNING') return undefined
  return stateCreate.parse(crashed({ message: `The flow run process is gone: ${silent}.` }))
}
