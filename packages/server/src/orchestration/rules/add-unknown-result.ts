import { type Rule, accept, defineRule } from '../rule.ts'

/** The data by which 2.20 says that a run was declared complete and its result cannot be known. */
const UNKNOWN_RESULT = {
  type: 'unknown',
  artifact_type: 'result',
  artifact_description: 'Unknown result persisted to Prefect.',
  value: null,
}

/** Marks a failure with a stored result that is declared complete by force, as 2.20 does for its own clients. */
export const addUnknownResult: Rule<object> = defineRule({
  name: 'add-unknown-result',
  from: ['FAILED', 'CRASHED'],
  to: ['COMPLETED'],
  decide({ from, to, generation }) {
    const data = from?.data ?? null
    const stored = typeof data === 'object' && data !== null && 'type' in data && data['type'] === 'reference'
    return generation.marksUnknownResults && stored ? accept({ ...to, data: UNKNOWN_RESULT }) : accept(to)
  },
})
