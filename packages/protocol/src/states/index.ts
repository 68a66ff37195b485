// What can be said of states without the schemas, for whoever must not load those.
export {
  awaitingRetry,
  cancelled,
  cancelling,
  completed,
  crashed,
  failed,
  paused,
  pending,
  retrying,
  running,
  scheduled,
  timedOut,
} from './constructors.ts'
export { defaultStateName, isTerminal, STATE_TYPES, TERMINAL_STATE_TYPES, type StateType } from './state-types.ts'
