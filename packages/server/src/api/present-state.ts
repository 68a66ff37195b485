import type { State } from '@millrace/protocol'
import type { FlowRunStateRow, TaskRunStateRow } from '../store/schema.ts'

/** A state of a run's history as the API answers it. */
export const presentStateRow = ({ id, type, name, timestamp, message, data, state_details }: FlowRunStateRow | TaskRunStateRow): State => ({
  id,
  type,
  name,
  timestamp,
  message,
  data,
  state_details,
})
