import type { StateCriterion, StateType } from '@millrace/protocol'
import { type AcrossFilters, isEverything } from './across.ts'

/** Says of a state, null for a run that has none, whether runs in it are wanted. */
type StateTest = (type: StateType | null, name: string | null) => boolean

/** As `stateWhere`, for states that are at hand; undefined for filters that ask for anything but the states of flow runs. */
export function stateTest(filters: AcrossFilters): StateTest | undefined {
  if (!isEverything({ ...filters, flow_runs: null })) return undefined
  const { operator: _, state, ...others } = filters.flow_runs ?? { operator: 'and_' }
  if (Object.values(others).some((criterion) => criterion !== null && criterion !== undefined)) return undefined
  return (type, name) => !state || matches(state, type, name)
}

function matches({ operator, type, name }: StateCriterion, itsType: string | null, itsName: string | null): boolean {
  const answers = [...(type ? [isOneOf(type, itsType)] : []), ...(name ? [isOneOf(name, itsName)] : [])]
  return operator === 'or_' && answers.length > 0 ? answers.some(Boolean) : answers.every(Boolean)
}

interface Choice {
  readonly any_?: readonly string[] | null | undefined
  readonly not_any_?: readonly string[] | null | undefined
}

/** A list of none to avoid is as good as no list; one of none to choose from admits nothing. */
const isOneOf = ({ any_, not_any_ }: Choice, value: string | null): boolean =>
  (!any_ || (value !== null && any_.includes(value))) && (!not_any_?.length || (value !== null && !not_any_.includes(value)))
