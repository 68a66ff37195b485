import type { CreatedBy, Labels, Schedule, Timestamp, VersionInfo } from '@millrace/protocol'
import type { JsonObject, Stored } from './stored.ts'

export interface DeploymentRow extends Stored {
  name: string
  version: string | null
  version_info: VersionInfo | null
  description: string | null
  flow_id: string
  paused: boolean
  concurrency_limit: number | null
  concurrency_options: JsonObject | null
  global_concurrency_limit_id: string | null
  job_variables: JsonObject
  parameters: JsonObject
  parameter_openapi_schema: JsonObject | null
  enforce_parameter_schema: boolean
  tags: string[]
  labels: Labels
  work_queue_id: string | null
  work_queue_name: string | null
  last_polled: Timestamp | null
  path: string | null
  manifest_path: string | null
  pull_steps: JsonObject[] | null
  entrypoint: string | null
  storage_document_id: string | null
  infrastructure_document_id: string | null
  created_by: CreatedBy | null
  updated_by: CreatedBy | null
}

export interface DeploymentScheduleRow extends Stored {
  deployment_id: string
  schedule: Schedule
  active: boolean
  max_scheduled_runs: number | null
  max_active_runs: number | null
  catchup: boolean
  parameters: JsonObject
  slug: string | null
}
