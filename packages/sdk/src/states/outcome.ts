import type { RunState } from './run-state.ts'

type WithOutcome = Pick<RunState, 'outcome'>

/** The error that a run left behind in this process; undefined when it left none. */
export const errorIn = ({ outcome }: WithOutcome): unknown => (outcome !== undefined && 'error' in outcome ? outcome.error : undefined)

/** The return value that a run left behind in this process, which may be undefined itself; undefined when it left none. */
export const valueIn = ({ outcome }: WithOutcome): { readonly value: unknown } | undefined =>
  outcome !== undefined && 'value' in outcome ? outcome : undefined
