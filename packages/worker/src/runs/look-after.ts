import { hostname } from 'node:os'
import { isPythonEntrypoint } from '@millrace/sdk/runner'
import type { Infrastructure, InfrastructureEnd } from '../types/worker-type.ts'
import { callEndHooks } from './end-hooks.ts'
import { explainEnd } from './explain-end.ts'
import type { WatchedJob } from './job-of.ts'
import { keepLease } from './lease-keeper.ts'
import { type Reporter, reportEnd } from './report-end.ts'
import type { RunOutcome, Supervision } from './supervision.ts'

/** How a worker names itself where it holds a lease. */
export const holderOf = ({ workerName }: Pick<Supervision, 'workerName'>): string => `worker ${workerName} on ${hostname()}`

/** Keeps the right to act for an attempt until disposed of; nothing to keep where the server has no attempts. */
export function holdLease(
  supervision: Supervision,
  { flowRunId, attempt }: Reporter,
  onLost: () => void,
  { atOnce }: { readonly atOnce: boolean },
): Disposable {
  if (attempt === undefined) return { [Symbol.dispose]: () => undefined }
  const { client, leaseSeconds, log } = supervision
  return keepLease({ client, flowRunId, attempt, holder: holderOf(supervision), leaseSeconds, log, atOnce, onLost })
}

/** Stays with the infrastructure of a run until it is gone and the server knows how. */
export async function lookAfter(
  supervision: Supervision,
  reporter: Reporter,
  watched: WatchedJob,
  infrastructure: Infrastructure,
  asked: AbortSignal,
): Promise<RunOutcome> {
  const { log } = supervision
  const { flowRun } = watched.job
  const ended = await untilEnded(infrastructure, asked, supervision.graceSeconds)
  if (asked.reason === 'lost') {
    log.warn(`flow run '${flowRun.name}' was taken over by another attempt; its process was ended`)
    return 'lost'
  }
  const reason =
    asked.reason === 'kill' ? 'The worker was stopped before the flow run ended.' : `The process of the flow run ${explainEnd(ended)}.`
  const stoppedPython = asked.reason === 'cancel' && isPythonEntrypoint(watched.job.entrypoint)
  return await report(supervision, reporter, watched, reason, { stoppedPython })
}

/** Tells how a run ended whose infrastructure is gone, where it did not itself. */
export async function report(
  supervision: Supervision,
  reporter: Reporter,
  watched: WatchedJob,
  reason: string,
  { stoppedPython = false } = {},
): Promise<RunOutcome> {
  const { client, log } = supervision
  const { job, output } = watched
  const { id, name } = job.flowRun
  const outcome = await reportEnd(reporter, reason, { stoppedPython })
  const logs = output.logs(id)
  if (outcome === 'crashed' && logs.length > 0) await client.logs.create({ body: logs })
  if (outcome === 'crashed') log.error(`flow run '${name}' crashed: ${reason}`)
  else if (outcome === 'cancelled') log.info(`flow run '${name}' was cancelled`)
  else log.info(`flow run '${name}' ${outcome === 'waits' ? 'waits for its next start' : 'ended'}`)
  if (outcome === 'crashed' || outcome === 'cancelled') await callEndHooks(supervision, watched)
  return outcome
}

/** Waits for the end of the infrastructure; brings it about when asked. */
async function untilEnded(infrastructure: Infrastructure, asked: AbortSignal, graceSeconds: number): Promise<InfrastructureEnd> {
  const stopped = new Promise<InfrastructureEnd>((resolve, reject) => {
    const stop = (): void => void infrastructure.stop(asked.reason === 'cancel' ? graceSeconds : 0).then(resolve, reject)
    if (asked.aborted) stop()
    else asked.addEventListener('abort', stop, { once: true })
  })
  return await Promise.race([infrastructure.ended, stopped])
}
