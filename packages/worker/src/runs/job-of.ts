import type { FlowRun } from '@millrace/protocol'
import { timestampOf } from '@millrace/protocol/instants'
import type { BaseJobTemplate, Job } from '../types/worker-type.ts'
import { type KeptOutput, keepOutput } from './kept-output.ts'
import { configurationFor, deploymentOf } from './prepare-job.ts'
import type { Supervision } from './supervision.ts'

/** What a job is made from, and does not hang on whose the run is. */
export interface JobBasis {
  readonly deployment: Awaited<ReturnType<typeof deploymentOf>>
  readonly template: BaseJobTemplate
}

/** Reads what the job of a run is made from. */
export async function readJobBasis({ client, source, type }: Supervision, flowRun: FlowRun): Promise<JobBasis> {
  const [deployment, template] = await Promise.all([deploymentOf(client, flowRun), source.template()])
  return { deployment, template: template ?? type.baseJobTemplate }
}

/** A job with what it wrote last. */
export interface WatchedJob {
  readonly job: Job<unknown>
  readonly output: KeptOutput
}

/**
 * Makes the job of a run.
 *
 * @throws InvalidJob naming the job variables that do not fit.
 */
export async function jobOf(supervision: Supervision, flowRun: FlowRun, attempt: number | undefined, basis: JobBasis): Promise<WatchedJob> {
  const { client, type, environment, onOutput } = supervision
  const { deployment, template } = basis
  const configuration = await configurationFor(client, type, template, flowRun, deployment)
  const shown = isShown(configuration)
  const output = keepOutput()
  const job: Job<unknown> = {
    flowRun,
    attempt,
    configuration,
    entrypoint: deployment?.entrypoint ?? null,
    codePath: deployment === undefined || deployment.pull_steps?.length || deployment.storage_document_id ? null : deployment.path,
    environment,
    onLine(line, stream) {
      output.add(line, stream, timestampOf(new Date()))
      if (shown) onOutput?.(line, stream, flowRun)
    },
  }
  return { job, output }
}

const isShown = (configuration: unknown): boolean =>
  !(typeof configuration === 'object' && configuration !== null && 'stream_output' in configuration && !configuration.stream_output)
