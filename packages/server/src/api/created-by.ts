import type { CreatedBy } from '@millrace/protocol'
import type { Caller } from '../context.ts'

/** Who makes a run, where it is to say so: an automation (both Prefects). */
export const createdBy = ({ automation }: Caller): CreatedBy | null =>
  automation === undefined ? null : { id: automation.id, type: 'AUTOMATION', display_value: automation.name }
