import type { Json, SavedSearch, Timestamp } from '@millrace/protocol'
import type { Stored } from './stored.ts'

export interface VariableRow extends Stored {
  name: string
  value: Json | null
  tags: string[]
}

/** Small facts of the server itself. */
export interface ConfigurationRow {
  key: string
  value: Json | null
  updated: Timestamp
}

export interface SavedSearchRow extends Stored {
  name: string
  filters: SavedSearch['filters']
}
