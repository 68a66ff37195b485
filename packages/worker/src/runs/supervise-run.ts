import { hostname } from 'node:os'
import type { Client } from '@millrace/client'
import { crashed, type FlowRun, timestampOf } from '@millrace/protocol'
import type { WorkSource } from '../sources/work-source.ts'
import type { Infrastructure, InfrastructureEnd, Job, WorkerType } from '../types/worker-type.ts'
import { reasonOf, type WorkerLog } from '../worker-log.ts'
import { type Claim, claim } from './claim.ts'
import { explainEnd } from './explain-end.ts'
import { keepOutput } from './kept-output.ts'
import { keepLease } from './lease-keeper.ts'
import { configurationFor, deploymentOf } from './prepare-job.ts'
import { propose, type Reporter, reportEnd } from './report-end.ts'

/** What the runs of one worker share. */
export interface Supervision {
  readonly client: Client
  readonly source: WorkSource
  readonly type: WorkerType
  /** The settings of a run's process, as environment variables. */
  readonly environment: Readonly<Record<string, string>>
  readonly workerName: string
  readonly leaseSeconds: number
  /** How long a cancelled run may take to end by itself. */
  readonly graceSeconds: number
  readonly log: WorkerLog
  /** Called with each line that a run's infrastructure writes and that is to be shown. */
  readonly onOutput?: ((line: string, stream: 'stdout' | 'stderr', flowRun: FlowRun) => void) | undefined
}

/** A run that a worker looks after, from the claim until it is over. */
export interface SupervisedRun {
  readonly flowRun: FlowRun
  /** Resolves, and never rejects, when the server has said whose the run is: from then on no poll answers it. */
  readonly decided: Promise<void>
  /** Resolves, and never rejects, with whether the run was ours. */
  readonly over: Promise<boolean>
  /** Ends the infrastructure with grace and reports the run as Cancelled. */
  cancel(): void
  /** Ends the infrastructure at once. */
  kill(): void
}

type Ending = 'cancel' | 'kill' | 'lost'

/** Claims a due run, creates its infrastructure, and stays with it until it is gone and the server knows how. */
export function superviseRun(supervision: Supervision, flowRun: FlowRun): SupervisedRun {
  const asked = new AbortController()
  const end = (ending: Ending): void => asked.abort(ending)
  const claimed = claim(supervision.client, flowRun.id)
  const over = supervise(supervision, flowRun, claimed, asked.signal, () => end('lost')).catch((error: unknown) => {
    supervision.log.error(`flow run '${flowRun.name}': ${reasonOf(error)}`)
    return true
  })
  const decided = claimed.then(
    () => undefined,
    () => undefined,
  )
  return { flowRun, decided, over, cancel: () => end('cancel'), kill: () => end('kill') }
}

async function supervise(
  supervision: Supervision,
  flowRun: FlowRun,
  claiming: Promise<Claim>,
  asked: AbortSignal,
  onLost: () => void,
): Promise<boolean> {
  const { client, log, workerName, leaseSeconds, source } = supervision
  const reading = Promise.all([deploymentOf(client, flowRun), source.template()])
  // Of a run that is not ours, nobody asks what became of this.
  reading.catch(() => undefined)
  const claimed = await claiming
  if (!claimed.claimed) {
    log.debug(`flow run '${flowRun.name}' is not ours: ${claimed.reason}`)
    return false
  }
  const { attempt } = claimed
  using _lease =
    attempt === undefined
      ? undefined
      : keepLease({ client, flowRunId: flowRun.id, attempt, holder: `worker ${workerName} on ${hostname()}`, leaseSeconds, log, onLost })
  const reporter: Reporter = { client, flowRunId: flowRun.id, attempt }
  const output = keepOutput()
  try {
    const [deployment, template] = await reading
    const configuration = await configurationFor(
      client,
      supervision.type,
      template ?? supervision.type.baseJobTemplate,
      flowRun,
      deployment,
    )
    const shown = !(
      typeof configuration === 'object' &&
      configuration !== null &&
      'stream_output' in configuration &&
      !configuration.stream_output
    )
    const job: Job<unknown> = {
      flowRun,
      attempt,
      configuration,
      entrypoint: deployment?.entrypoint ?? null,
      codePath: deployment === undefined || deployment.pull_steps?.length || deployment.storage_document_id ? null : deployment.path,
      environment: supervision.environment,
      onLine(line, stream) {
        output.add(line, stream, timestampOf(new Date()))
        if (shown) supervision.onOutput?.(line, stream, flowRun)
      },
    }
    const infrastructure = await supervision.type.start(job)
    log.info(`flow run '${flowRun.name}' started as ${infrastructure.identifier}`)
    const known = tellIdentifier(supervision, flowRun, infrastructure.identifier)
    const ended = await untilEnded(infrastructure, asked, supervision.graceSeconds)
    await known
    if (asked.reason === 'lost') log.warn(`flow run '${flowRun.name}' was taken over by another attempt; its process was ended`)
    else if (await report(supervision, reporter, flowRun, ended, asked.reason === 'kill', output.logs(flowRun.id)))
      await callEndHooks(supervision, job)
  } catch (error) {
    log.error(`flow run '${flowRun.name}' could not be started: ${reasonOf(error)}`)
    await propose(reporter, crashed({ message: `The infrastructure of the flow run could not be created: ${reasonOf(error)}` }))
  }
  return true
}

/** What the run's own process could not do any more. */
async function callEndHooks({ type, log }: Supervision, job: Job<unknown>): Promise<void> {
  try {
    await type.callEndHooks?.(job)
  } catch (error) {
    log.warn(`the hooks of flow run '${job.flowRun.name}' could not be called: ${reasonOf(error)}`)
  }
}

async function tellIdentifier({ client, log }: Supervision, { id, name }: FlowRun, identifier: string): Promise<void> {
  try {
    await client.flowRuns.update({ params: { id }, body: { infrastructure_pid: identifier } })
  } catch (error) {
    log.warn(`where flow run '${name}' runs could not be told to the server: ${reasonOf(error)}`)
  }
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

/** Tells how the run ended, where it did not itself; answers whether it was so. */
async function report(
  { client, log }: Supervision,
  reporter: Reporter,
  flowRun: FlowRun,
  end: InfrastructureEnd,
  killed: boolean,
  logs: ReturnType<ReturnType<typeof keepOutput>['logs']>,
): Promise<boolean> {
  const reason = killed ? 'The worker was stopped before the flow run ended.' : `The process of the flow run ${explainEnd(end)}.`
  const outcome = await reportEnd(reporter, reason)
  if (outcome === 'crashed' && logs.length > 0) await client.logs.create({ body: logs })
  if (outcome === 'crashed') log.error(`flow run '${flowRun.name}' crashed: ${reason}`)
  else if (outcome === 'cancelled') log.info(`flow run '${flowRun.name}' was cancelled`)
  else log.info(`flow run '${flowRun.name}' ${outcome === 'waits' ? 'waits for its next start' : 'ended'}`)
  return outcome === 'crashed' || outcome === 'cancelled'
}
