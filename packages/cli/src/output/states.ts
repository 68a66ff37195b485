import type { StateType } from '@millrace/protocol'
import type { Style } from './output.ts'

const STYLES: Readonly<Record<StateType, Style>> = {
  SCHEDULED: 'yellow',
  PENDING: 'gray',
  RUNNING: 'blue',
  PAUSED: 'gray',
  CANCELLING: 'yellow',
  COMPLETED: 'green',
  FAILED: 'red',
  CANCELLED: 'gray',
  CRASHED: 'magenta',
}

/** The colour of a state. */
export const stateStyle = (type: StateType | null): Style => (type === null ? 'gray' : STYLES[type])
