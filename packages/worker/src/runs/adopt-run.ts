import { setTimeout as after } from 'node:timers/promises'
import { isStatus } from '@millrace/client'
import type { FlowRun } from '@millrace/protocol'
import { timestampOf } from '@millrace/protocol/instants'
import { isTerminal, scheduled } from '@millrace/protocol/states'
import type { Infrastructure } from '../types/worker-type.ts'
import { reasonOf } from '../worker-log.ts'
import { type Claim, claim } from './claim.ts'
import { jobOf, readJobBasis, type WatchedJob } from './job-of.ts'
import { holderOf, holdLease, lookAfter, report } from './look-after.ts'
import { propose, type Reporter } from './report-end.ts'
import type { Leftover, RunRecord } from './run-records.ts'
import type { Ending, RunOutcome, SupervisedRun, Supervision } from './supervision.ts'

/** Seconds that the process of a run which has ended may take for its last words. */
const LAST_WORDS_SECONDS = 10
/** Attempts that may come to nothing before anything of the flow ran; then it is the run that ends its workers. */
const MOST_ATTEMPTS = 3

/**
 * Goes on with a run that a worker had begun which is gone: stays with what lives, and reports what does not. A run of which nothing had
 * begun is handed back to be started again.
 */
export function adoptRun(supervision: Supervision, leftover: Leftover): SupervisedRun {
  const asked = new AbortController()
  const end = (ending: Ending): void => asked.abort(ending)
  const over = adopt(supervision, leftover, asked.signal, () => end('lost')).catch((error: unknown) => {
    supervision.log.error(`flow run ${leftover.flowRunId} of an earlier worker: ${reasonOf(error)}`)
    return true
  })
  return { flowRun: { id: leftover.flowRunId }, decided: Promise.resolve(true), over, cancel: () => end('cancel'), kill: () => end('kill') }
}

async function adopt(supervision: Supervision, leftover: Leftover, asked: AbortSignal, onLost: () => void): Promise<boolean> {
  const { client, log } = supervision
  const { flowRunId, record, kept } = leftover
  const claimed = await claimOf(supervision, leftover)
  if (!claimed.claimed) {
    await kept.remove()
    return false
  }
  const { attempt } = claimed
  const flowRun = await client.flowRuns.read({ params: { id: flowRunId } }).catch((error: unknown) => {
    if (isStatus(error, 404)) return undefined
    throw error
  })
  const watched = await watchedJob(supervision, flowRun ?? nobodys(flowRunId), attempt, record)
  const infrastructure = await watched.type.adopt?.(watched.job, record.identifier ?? '')
  if (flowRun === undefined || isOver(flowRun)) {
    if (infrastructure !== undefined) await reap(infrastructure)
    log.info(`flow run '${flowRun?.name ?? flowRunId}' of an earlier worker ${flowRun === undefined ? 'was deleted' : 'has ended'}`)
  } else {
    const begun = performance.now()
    const reporter: Reporter = { client, flowRunId, attempt }
    using _lease = holdLease(supervision, reporter, onLost, { atOnce: true })
    const outcome =
      infrastructure === undefined
        ? await withoutInfrastructure(supervision, reporter, watched, flowRun, record)
        : await goOn(supervision, reporter, watched, infrastructure, asked)
    supervision.onEnd?.(outcome, (performance.now() - begun) / 1000)
  }
  await kept.remove()
  return true
}

/** Of a claim that nobody lived to hear the answer of, the answer. */
async function claimOf(supervision: Supervision, { flowRunId, record }: Leftover): Promise<Claim> {
  const { transitionId, claimed, attempt } = record
  if (claimed) return { claimed, attempt: attempt ?? undefined }
  const { client, leaseSeconds } = supervision
  return await claim(client, { flowRunId, transitionId, holder: holderOf(supervision), leaseSeconds })
}

const isOver = ({ state_type: type }: FlowRun): boolean => type !== null && isTerminal(type)

/** Stands for a run that was deleted; its infrastructure is found by its id. */
const nobodys = (id: string): FlowRun =>
  ({ id, name: id, deployment_id: null, job_variables: {}, infrastructure_document_id: null }) as unknown as FlowRun

/** The job as it was started, as far as a type needs it to find what it is; job variables may have changed since and not fit any more. */
async function watchedJob(
  supervision: Supervision,
  flowRun: FlowRun,
  attempt: number | undefined,
  { type }: RunRecord,
): Promise<WatchedJob> {
  const basis = await readJobBasis(supervision, flowRun, type ?? supervision.types.usual.type)
  return await jobOf(supervision, flowRun, attempt, basis).catch(() =>
    jobOf(supervision, { ...flowRun, job_variables: {}, infrastructure_document_id: null }, attempt, {
      ...basis,
      deployment: undefined,
      infrastructure: undefined,
      template: basis.type.baseJobTemplate,
    }),
  )
}

async function goOn(
  supervision: Supervision,
  reporter: Reporter,
  watched: WatchedJob,
  infrastructure: Infrastructure,
  asked: AbortSignal,
): Promise<RunOutcome> {
  supervision.log.info(`flow run '${watched.job.flowRun.name}' goes on as ${infrastructure.identifier}`)
  return await lookAfter(supervision, reporter, watched, infrastructure, asked)
}

/** What ended while no worker was there, or had not begun when there was none any more. */
async function withoutInfrastructure(
  supervision: Supervision,
  reporter: Reporter,
  watched: WatchedJob,
  { state_type: type, state, name }: FlowRun,
  { transitionId }: RunRecord,
): Promise<RunOutcome> {
  const { attempt = 1 } = reporter
  // Where the server has no attempts, only the claim tells whose it is.
  if (reporter.attempt === undefined && type === 'PENDING' && state?.state_details.transition_id !== transitionId) return 'lost'
  if (type !== 'PENDING') return await report(supervision, reporter, watched, 'The process of the flow run is gone, nobody knows how.')
  if (attempt >= MOST_ATTEMPTS)
    return await report(supervision, reporter, watched, `The worker ended before the flow run began, in each of ${attempt} attempts.`)
  const message = 'The worker that had taken the flow run ended before it began.'
  await propose(reporter, scheduled(timestampOf(new Date()), { message }))
  supervision.log.info(`flow run '${name}' had not begun and is to be started again`)
  return 'not-started'
}

/** Lets a process whose run has ended say its last words, and sees to it that it ends. */
async function reap(infrastructure: Infrastructure): Promise<void> {
  const done = new AbortController()
  const late = after(LAST_WORDS_SECONDS * 1000, 'late' as const, { signal: done.signal }).catch(() => 'done' as const)
  if ((await Promise.race([infrastructure.ended, late])) === 'late') await infrastructure.stop(0)
  done.abort()
}
