import type { State } from '@millrace/protocol'
import { TERMINAL_STATE_TYPES } from '@millrace/protocol'
import type { Proposal } from '../proposal.ts'
import { type FlowRule, accept, defineRule, reject } from '../rule.ts'
import { hasPersistedResult, holdsResult } from './persisted-result.ts'

/** Why a completion that would lose a result is rejected, as Prefect words it. */
export const LOSES_RESULT = 'Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.'

/** Keeps a persisted result from being overwritten even by force. */
export const preventResultDataLoss: FlowRule = defineRule({
  name: 'prevent-result-data-loss',
  from: TERMINAL_STATE_TYPES,
  to: TERMINAL_STATE_TYPES,
  decide({ from, to, generation }) {
    return generation.keepsResults && losesResult(from, to) ? reject(null, LOSES_RESULT) : accept(to)
  },
})

/** True when a completion with a persisted result would be followed by one without. */
export const losesResult = (from: State | null, to: Proposal): boolean =>
  from?.type === 'COMPLETED' && to.type === 'COMPLETED' && holdsResult(from.data) && !hasPersistedResult(to.data)
