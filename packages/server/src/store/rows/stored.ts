import type { Json, Timestamp } from '@millrace/protocol'

export interface Stored {
  id: string
  created: Timestamp
  updated: Timestamp
}

export type JsonObject = Record<string, Json>
