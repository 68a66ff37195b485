import type { CreatedBy } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'

/** Who makes a run, where it is to say so: an automation (both Prefects), or a user, also by a key of theirs. */
export function createdBy({ caller: { automation }, actor: { user } }: Pick<RequestContext, 'caller' | 'actor'>): CreatedBy | null {
  if (automation !== undefined) return { id: automation.id, type: 'AUTOMATION', display_value: automation.name }
  return user === null ? null : { id: user.id, type: 'USER', display_value: user.name }
}
