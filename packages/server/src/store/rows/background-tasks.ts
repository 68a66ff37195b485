import type { Timestamp } from '@millrace/protocol'

/** A background task that has not ended. */
export interface BackgroundTaskRow {
  task_run_id: string
  task_key: string
  /** 0 for one that was handed out in vain or waits for a retry, 1 for all others: lower ones first. */
  place: number
  /** Not handed out before. */
  due: Timestamp
  /** Who was handed it: the websocket (`session`) until it is acknowledged, then the worker (`identifier`); null while it waits. */
  worker: string | null
}

/** A process that takes background tasks over a websocket. */
export interface TaskWorkerRow {
  identifier: string
  /** Of the websocket it listens on now. */
  session: string
  task_keys: string[]
  /** When its server last found the websocket open. */
  seen: Timestamp
  /** When the worker closed it, or was gone; null while it listens. */
  left_at: Timestamp | null
}
