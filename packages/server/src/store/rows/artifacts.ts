import type { Json } from '@millrace/protocol'
import type { Stored } from './stored.ts'

export interface ArtifactRow extends Stored {
  key: string | null
  type: string | null
  description: string | null
  data: Json | null
  metadata_: Record<string, string> | null
  flow_run_id: string | null
  task_run_id: string | null
}

/** Which artifact of a key is the newest. */
export interface ArtifactCollectionRow extends Stored {
  key: string
  latest_id: string
}
