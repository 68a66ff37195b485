import type { FlowRun } from '@millrace/protocol'
import { timestampOf } from '@millrace/protocol/instants'
import type { BaseJobTemplate } from '@millrace/protocol/job-templates'
import type { Job, WorkerType } from '../types/worker-type.ts'
import { type InfrastructureBlock, infrastructureBlock } from './infrastructure-block.ts'
import { type KeptOutput, keepOutput } from './kept-output.ts'
import { configurationFor, deploymentOf } from './prepare-job.ts'
import type { Supervision } from './supervision.ts'

/** What a job is made from, and does not hang on whose the run is. */
export interface JobBasis {
  readonly deployment: Awaited<ReturnType<typeof deploymentOf>>
  readonly infrastructure: InfrastructureBlock | undefined
  readonly type: WorkerType
  readonly template: BaseJobTemplate
}

/**
 * Reads what the job of a run is made from.
 *
 * @param begunAs - the name of the type by which the run was started already.
 * @throws UnsupportedInfrastructure, MissingWorkerPackage.
 */
export async function readJobBasis({ client, source, types }: Supervision, flowRun: FlowRun, begunAs?: string): Promise<JobBasis> {
  const [deployment, template] = await Promise.all([deploymentOf(client, flowRun), source.template()])
  const block = deployment?.infrastructure_document_id ?? flowRun.infrastructure_document_id
  const infrastructure = block === null ? undefined : await infrastructureBlock(client, block)
  const type = begunAs === undefined ? await typeOf(types, infrastructure) : await types.named(begunAs)
  return { deployment, infrastructure, type, template: template ?? type.baseJobTemplate }
}

const typeOf = async (types: Supervision['types'], infrastructure: InfrastructureBlock | undefined): Promise<WorkerType> =>
  infrastructure === undefined ? types.usual : await types.ofBlock(infrastructure.slug)

/** A job with the type that executes it, and what it wrote last. */
export interface WatchedJob {
  readonly type: WorkerType
  readonly job: Job<unknown>
  readonly output: KeptOutput
}

/**
 * Makes the job of a run.
 *
 * @throws InvalidJob naming the job variables that do not fit.
 */
export async function jobOf(supervision: Supervision, flowRun: FlowRun, attempt: number | undefined, basis: JobBasis): Promise<WatchedJob> {
  const { client, environment, onOutput } = supervision
  const { deployment, infrastructure, type, template } = basis
  const configuration = await configurationFor(client, type, template, flowRun, deployment, infrastructure?.variables)
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
  return { type, job, output }
}

const isShown = (configuration: unknown): boolean =>
  !(typeof configuration === 'object' && configuration !== null && 'stream_output' in configuration && !configuration.stream_output)
