import type { Json } from '@millrace/protocol'

/** What every infrastructure may be told; its names are those of job variables. */
interface CommonInfrastructure {
  /** Environment variables of the run; null takes one away. */
  readonly env?: Readonly<Record<string, string | null>> | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  /** Of the process, container or job (default: that of the run). */
  readonly name?: string | undefined
  /** What executes the run (default: what the worker knows). */
  readonly command?: string | undefined
  /** Whether the worker prints what the run writes (default true). */
  readonly stream_output?: boolean | undefined
}

/** A process on the machine of the worker. */
export interface ProcessInfrastructure extends CommonInfrastructure {
  readonly type: 'process'
  /** Default: the folder of the code. */
  readonly working_dir?: string | undefined
}

/** What starts from an image. */
interface ImageInfrastructure extends CommonInfrastructure {
  /** Default: the one that is the flow's storage, else one with this version of Millrace. */
  readonly image?: string | undefined
  readonly image_pull_policy?: 'IfNotPresent' | 'Always' | 'Never' | undefined
}

/** A container of the Docker engine that the worker reaches. */
export interface DockerInfrastructure extends ImageInfrastructure {
  readonly type: 'docker-container'
  readonly networks?: readonly string[] | undefined
  readonly network_mode?: string | undefined
  readonly auto_remove?: boolean | undefined
  /** `/path/on/host:/path/in/container` */
  readonly volumes?: readonly string[] | undefined
  /** With a unit: `128m`, `1g`. */
  readonly mem_limit?: string | undefined
  readonly memswap_limit?: string | undefined
  /** Processors, as in 0.5. */
  readonly cpu_limit?: number | undefined
  readonly privileged?: boolean | undefined
}

/** A job of a Kubernetes cluster. */
export interface KubernetesInfrastructure extends ImageInfrastructure {
  readonly type: 'kubernetes-job'
  readonly image_pull_secrets?: readonly Json[] | undefined
  readonly namespace?: string | undefined
  readonly service_account_name?: string | undefined
  /** `500m` is half a processor. */
  readonly cpu_request?: string | undefined
  readonly cpu_limit?: string | undefined
  /** `128Mi`, `1Gi` */
  readonly memory_request?: string | undefined
  readonly memory_limit?: string | undefined
  /** The manifest that the job starts from. */
  readonly job?: Readonly<Record<string, Json>> | undefined
  /** A JSON Patch, as a list or as text, or a merge patch. */
  readonly customizations?: Json | undefined
  /** Seconds after which a job that has ended is removed. */
  readonly finished_job_ttl?: number | undefined
  /** Seconds. */
  readonly job_watch_timeout_seconds?: number | undefined
  readonly pod_watch_timeout_seconds?: number | undefined
}

/** A type of infrastructure with what is different from its defaults: `{ type: 'kubernetes-job', image: 'flows:1' }`. */
export type FlowInfrastructure = ProcessInfrastructure | DockerInfrastructure | KubernetesInfrastructure

/** The types of infrastructure that runs may have. */
export type InfrastructureType = FlowInfrastructure['type']
