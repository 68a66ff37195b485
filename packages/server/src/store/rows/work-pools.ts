import type { Timestamp, WorkerReport } from '@millrace/protocol'
import type { JsonObject, Stored } from './stored.ts'

export interface WorkPoolRow extends Stored {
  name: string
  description: string | null
  type: string
  base_job_template: JsonObject
  is_paused: boolean
  concurrency_limit: number | null
  default_queue_id: string | null
  storage_configuration: JsonObject
}

export interface WorkQueueRow extends Stored {
  name: string
  description: string | null
  is_paused: boolean
  concurrency_limit: number | null
  priority: number
  work_pool_id: string
  filter: { tags?: string[] | null; deployment_ids?: string[] | null } | null
  last_polled: Timestamp | null
}

export interface WorkerRow extends Stored {
  name: string
  work_pool_id: string
  last_heartbeat_time: Timestamp | null
  heartbeat_interval_seconds: number | null
  /** As `docker`; null where it did not say. */
  type: string | null
  /** What it said of itself last; null where it says nothing. */
  self_report: WorkerReport | null
}

/** Infrastructure that some worker of the pool is to clear away. */
export interface WorkerCleanupRow {
  id: string
  created: Timestamp
  work_pool_id: string
  work_queue_id: string | null
  kind: string
  flow_run_id: string
  infrastructure_pid: string | null
  /** How often a worker was asked. */
  deliveries: number
  /** Of the worker that was asked last, which alone may answer. */
  reservation: string | null
  reserved_until: Timestamp | null
  outcome: 'done' | 'given-up' | null
  ended: Timestamp | null
}

/** What was last told to be ready. */
export interface ReadyObjectRow {
  kind: 'deployment' | 'work-queue' | 'work-pool'
  id: string
}
