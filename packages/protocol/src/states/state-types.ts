/** Every type of state, in Prefect's order, which its messages show. */
export const STATE_TYPES = [
  'SCHEDULED',
  'PENDING',
  'RUNNING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'CRASHED',
  'PAUSED',
  'CANCELLING',
] as const

export type StateType = (typeof STATE_TYPES)[number]

export const TERMINAL_STATE_TYPES = ['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED'] as const satisfies readonly StateType[]

const TERMINAL: ReadonlySet<StateType> = new Set(TERMINAL_STATE_TYPES)

/** True for a state after which nothing happens by itself. */
export const isTerminal = (type: StateType): boolean => TERMINAL.has(type)

/** The name a state has when none is given: `COMPLETED` is `Completed`. */
export const defaultStateName = (type: StateType): string => type.charAt(0) + type.slice(1).toLowerCase()
