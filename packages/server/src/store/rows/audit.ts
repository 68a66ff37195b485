import type { ActorName, Timestamp } from '@millrace/protocol'
import type { JsonObject } from './stored.ts'

/** One entry of the audit log, never changed once it is there. */
export interface AuditEntryRow {
  number: number
  at: Timestamp
  who_kind: ActorName['kind']
  who_id: string | null
  who_name: string | null
  address: string | null
  program: string | null
  action: string
  object_kind: string | null
  object_id: string | null
  object_name: string | null
  status: number
  details: JsonObject
  request_id: string | null
  /** The hash of the entry before; empty for the first. */
  previous: string
  hash: string
}

/** The last entry, in the one row of its table: who appends holds it, so that the entries of all servers are one chain. */
export interface AuditHeadRow {
  /** Always 1. */
  id: number
  number: number
  at: Timestamp
  hash: string
}
