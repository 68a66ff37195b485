import type { Explanation, Reason, StateType } from '@millrace/protocol'
import { NotFound } from '../api/errors.ts'
import type { ServerContext } from '../context.ts'
import { readLease } from '../store/queries/flow-run-leases.ts'
import { type FlowRunView, readFlowRun } from '../store/queries/flow-runs.ts'
import { namedTaskRuns } from '../store/queries/explanations.ts'
import type { Queries } from '../store/store.ts'
import { explainCancelled, explainCompleted, explainCrash, explainFailure } from './explain-end.ts'
import { explainPause } from './explain-pause.ts'
import { attemptsOf, type Explaining } from './explaining.ts'
import { explainWait } from './explain-wait.ts'

/** Task runs that are named as under way. */
const NAMED = 5

/** Why a flow run is where it is, what to act on first. */
export async function explainFlowRun(context: Explaining & Pick<ServerContext, 'store'>, id: string): Promise<Explanation> {
  return await context.store.read(async (queries) => {
    const run = await readFlowRun(queries, id)
    if (run === undefined) throw new NotFound('Flow run not found')
    const { state_type, state_name } = run
    return {
      flow_run_id: id,
      state_type,
      state_name,
      reasons: state_type === null ? [] : await BY_STATE[state_type](queries, run, context),
    }
  })
}

type Explain = (queries: Queries, run: FlowRunView, context: Explaining) => Promise<Reason[]>

/** One way for each type of state. */
const BY_STATE: Readonly<Record<StateType, Explain>> = {
  SCHEDULED: (queries, run, context) => explainWait(context, queries, run),
  PENDING: async (queries, run) => [await explainPending(queries, run)],
  RUNNING: async (queries, run) => [await explainRunning(queries, run)],
  PAUSED: async (queries, run) => [await explainPause(queries, run)],
  CANCELLING: async (_, run) => [{ code: 'cancelling', since: run.state_timestamp, by: null, reason: run.message }],
  COMPLETED: async (queries, run) => [await explainCompleted(queries, run)],
  FAILED: async (queries, run) => [await explainFailure(queries, run)],
  CRASHED: async (_, run) => [explainCrash(run)],
  CANCELLED: async (queries, run) => [await explainCancelled(queries, run)],
}

async function explainPending(queries: Queries, run: FlowRunView): Promise<Reason> {
  const lease = await readLease(queries, run.id)
  return { code: 'pending', worker: workerOf(lease?.holder), since: run.state_timestamp, doing: run.message }
}

/** A worker of ours names itself so when it takes a lease; other holders are shown as they are. */
const workerOf = (holder: string | undefined): string | null =>
  holder === undefined ? null : (/^worker (.+) on [^ ]+$/.exec(holder)?.[1] ?? holder)

async function explainRunning(queries: Queries, run: FlowRunView): Promise<Reason> {
  return {
    code: 'running',
    since: run.start_time,
    attempt: run.run_count,
    attempts: Math.max(run.run_count, attemptsOf(run)),
    running: await namedTaskRuns(queries, run.id, ['RUNNING'], NAMED),
  }
}
