import type { FlowRun } from '@millrace/protocol'
import type { BaseJobTemplate } from '@millrace/protocol/job-templates'
import type { z } from 'zod'

/** One flow run as a worker hands it to its type. */
export interface Job<Configuration> {
  readonly flowRun: FlowRun
  /** The attempt that was claimed; undefined where the server has no attempts. */
  readonly attempt: number | undefined
  readonly configuration: Configuration
  /** `path/file.ts:name` of the deployment; null when it has none. */
  readonly entrypoint: string | null
  /** The folder of the flow's code on this machine; null when there is none. */
  readonly codePath: string | null
  /** The settings that the process is to have, as environment variables. */
  readonly environment: Readonly<Record<string, string>>
  /** What is to be done there: execute the run, or, after its infrastructure is gone, call the hooks that it could not. */
  readonly purpose?: 'run' | 'end-hooks' | undefined
  /** Called with each line that the infrastructure writes. */
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void
}

/** How infrastructure ended. */
export interface InfrastructureEnd {
  /** Null when a signal ended it, or when nobody knows. */
  readonly exitCode: number | null
  readonly signal: string | null
  /** What the infrastructure knows of its end, in words that follow "the container …": `ran out of memory (limit 64 MB)`. */
  readonly reason?: string | undefined
}

/** What executes one flow run: a process, a container, a job. */
export interface Infrastructure {
  /** By which it can be found again: kept with the run as `infrastructure_pid`. */
  readonly identifier: string
  readonly ended: Promise<InfrastructureEnd>
  /** Asks it to end, and ends it by force after `graceSeconds`. */
  stop(graceSeconds: number): Promise<InfrastructureEnd>
}

/** A kind of infrastructure; its name is the type of the work pools it serves. */
export interface WorkerType<Configuration = unknown> {
  readonly type: string
  readonly baseJobTemplate: BaseJobTemplate
  /**
   * What reads a job configuration whose placeholders are filled in; asked for with the first job, since zod takes some ten megabytes of a
   * worker that has nothing to do.
   */
  configuration(): Promise<z.ZodType<Configuration>>
  /** Starts the infrastructure of a run. Throws when it cannot be created. */
  start(job: Job<Configuration>): Promise<Infrastructure>
  /**
   * Finds what an earlier worker started for this run and goes on as if this one had: output from now on, its end, `stop`.
   *
   * @param identifier - what `start` had named it; empty when the earlier worker did not live to hear it.
   * @returns undefined when it is no more, or never was this run's; then nobody knows how it ended.
   */
  adopt?(job: Job<Configuration>, identifier: string): Promise<Infrastructure | undefined>
  /**
   * When infrastructure is started to call the hooks of a run whose own was gone before it could: whenever there may be some, or only
   * where the run had told that there are, and for flows in Python, which do not tell (default).
   */
  readonly endHooks?: 'always' | 'announced' | undefined
}
