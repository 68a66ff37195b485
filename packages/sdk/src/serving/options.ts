import type { Json } from '@millrace/protocol'
import type { ImageOptions } from '../docker/flow-image.ts'
import type { ScheduleOptions } from '../deployments/schedule-options.ts'

/** A deployment of a flow in code; with `cron`, `interval` or `rrule` it runs by itself. */
export interface DeploymentOptions extends ScheduleOptions {
  /** Name of the deployment; one of the same flow and name is changed. */
  readonly name: string
  /** What it is for (default: the flow's own). */
  readonly description?: string | undefined
  /** Default: the commit of the code, where its repository has an origin, as in Prefect 3.8; else the MD5 of the flow's file. */
  readonly version?: string | undefined
  /** Tags of its runs. */
  readonly tags?: readonly string[] | undefined
  /** Default values of the runs' parameters. */
  readonly parameters?: Readonly<Record<string, Json>> | undefined
  /** Whether runs whose parameters do not fit are refused when they are made (default true). */
  readonly enforceParameterSchema?: boolean | undefined
  /** What sets runs off besides schedules, as `triggers` of project files: event, compound, sequence, metric (default: nothing). */
  readonly triggers?: readonly { [key: string]: Json }[] | undefined
  /** Registered, but nothing is scheduled (default false). */
  readonly paused?: boolean | undefined
}

/** How deployments are served. */
export interface ServeOptions {
  /** Most flow runs at once in this process (default: the setting `runner.processLimit`). */
  readonly limit?: number | undefined
  /** Pause the deployments when serving ends, so that no runs pile up (default true). */
  readonly pauseOnShutdown?: boolean | undefined
  /** Look once for due runs, and end when they are over (default false: until the process is told to end). */
  readonly runOnce?: boolean | undefined
  /** Ends serving: takes no further runs, and waits for those under way. */
  readonly signal?: AbortSignal | undefined
}

/** Options of `flow.serve`. */
export interface ServeFlowOptions extends DeploymentOptions, ServeOptions {}

/** Options of `flow.register`. */
export interface RegisterOptions extends Omit<DeploymentOptions, 'name'> {
  /** Default: `default`. */
  readonly name?: string | undefined
  /** Default: that of agents. */
  readonly pool?: string | undefined
  /**
   * Default: where only this machine has the code and no pool is given, the queue named after the host, so that agents of other
   * machines do not take its runs; else the pool's own.
   */
  readonly queue?: string | undefined
  /** False: no queue of this host by default. */
  readonly hostAffinity?: boolean | undefined
  /** What is different from the infrastructure, by name; `env.KEY` means an entry of `env`. */
  readonly jobVariables?: Readonly<Record<string, Json>> | undefined
  /** Further tags; the word of Prefect 1. */
  readonly labels?: readonly string[] | undefined
  /** The folder of the flow's code (default: that of this process). */
  readonly path?: string | undefined
  /** False: the code is in the storage already (default true). */
  readonly build?: boolean | undefined
}

/** Options of `flow.deploy`. */
export interface DeployOptions extends DeploymentOptions, Partial<ImageOptions> {
  /** The work pool whose workers run it; it must be there. */
  readonly pool: string
  /** Default: the pool's own. */
  readonly queue?: string | undefined
  /** What is different from the pool's template, by name; `env.KEY` means an entry of `env`. */
  readonly jobVariables?: Readonly<Record<string, Json>> | undefined
  /** Default: the file that defined the flow, and the flow's function. */
  readonly entrypoint?: string | undefined
  /** Where workers find the code (default: the folder of this process). */
  readonly path?: string | undefined
}
