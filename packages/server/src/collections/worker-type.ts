import type { BaseJobTemplate } from '@millrace/protocol/job-templates'

/** What clients and forms know of a type of worker, as the view `aggregate-worker-metadata` has it. */
export interface WorkerTypeMetadata {
  readonly type: string
  /** The collection that the type is listed under. */
  readonly collection: string
  readonly display_name: string
  readonly description: string
  readonly install_command: string
  readonly documentation_url: string
  readonly logo_url: string
  readonly is_beta: boolean
  /** `{variables, job_configuration}`, with which pools of this type begin; empty for a type without one. */
  readonly default_base_job_configuration: BaseJobTemplate | Record<string, never>
}
