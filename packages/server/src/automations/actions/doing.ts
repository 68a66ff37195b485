import type { Action } from '@millrace/protocol'
import type { ServerContext } from '../../context.ts'
import type { OutwardTerms } from '../call-out.ts'
import type { TriggeredAction } from '../firing.ts'
import type { ActionReport } from './action-report.ts'
import type { Api } from './api.ts'

/** What the doing of one action works with. */
export interface Doing<Kind extends Action = Action> {
  readonly action: Kind
  readonly triggered: TriggeredAction
  readonly api: Api
  readonly report: ActionReport
  readonly clock: ServerContext['clock']
  /** Where people look at things, without a slash at the end. */
  readonly uiUrl: string
  /** On which other services are called. */
  readonly terms: OutwardTerms
}
