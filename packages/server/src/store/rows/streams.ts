import type { Timestamp } from '@millrace/protocol'
import type { JsonObject } from './stored.ts'

export interface LogRow {
  id: string
  created: Timestamp
  updated: Timestamp
  name: string
  level: number
  message: string
  timestamp: Timestamp
  flow_run_id: string | null
  task_run_id: string | null
}

/** Read through `readEvents`, as those of state changes arrive here some time after their commit. */
export interface EventRow {
  id: string
  occurred: Timestamp
  received: Timestamp
  event: string
  resource_id: string
  resource: Record<string, string>
  related: Record<string, string>[]
  payload: JsonObject
  follows: string | null
}

/** An event that waits to become a row of `event` and rows of `event_resource`, where lists look. */
export interface UnindexedEventRow extends EventRow {
  position: number
}

/** Which resources an event concerns, for filtering; `role` is empty for the main one. */
export interface EventResourceRow {
  event_id: string
  occurred: Timestamp
  resource_id: string
  role: string
}
