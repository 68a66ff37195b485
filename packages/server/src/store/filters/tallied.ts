import type { FlowRunFilter, StateCriterion, StateType, Timestamp } from '@millrace/protocol'
import { type AcrossFilters, isEverything, onlyIds } from './across.ts'

/** Says of a state, null for a run that has none, whether runs in it are wanted. */
type StateTest = (type: StateType | null, name: string | null) => boolean

/** The flows or deployments whose runs are wanted. */
export interface Owners {
  readonly column: 'flow_run.flow_id' | 'flow_run.deployment_id'
  readonly ids: readonly string[]
  /** Where deployments that are gone own nothing any more. */
  readonly there: boolean
}

/** What filters ask for, where what has been counted of flow runs can tell it. */
export interface Tallied {
  readonly wanted: StateTest
  /** Undefined for the runs of all. */
  readonly owners: Owners | undefined
  /** When the runs are expected to start; undefined where nothing is asked of that, not even that it be known. */
  readonly during: Span | undefined
}

/** Times from one to another, both included. */
export interface Span {
  readonly from: Timestamp
  readonly to: Timestamp
}

/** All times that there are. */
export const ALWAYS: Span = { from: '0001-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' }

/** So many owners are looked up one by one; more cost as much as their runs. */
const MOST_OWNERS = 16

/** Undefined for filters that ask for anything but flow runs in some states, of all or of some flows or deployments, expected at some time. */
export function tallied(filters: AcrossFilters): Tallied | undefined {
  const { flows, deployments, flow_runs: runs } = filters
  if (!isEverything({ ...filters, flows: null, deployments: null, flow_runs: null })) return undefined
  const { operator, state, deployment_id: deploymentId, expected_start_time: expected, ...others } = runs ?? { operator: 'and_' as const }
  if (Object.values(others).some(isGiven)) return undefined
  if (operator === 'or_' && [state, deploymentId, expected].filter(isGiven).length > 1) return undefined
  if (expected?.is_null_ === true) return undefined
  const named: (Owners | undefined)[] = [
    ...(flows ? [ownersOf('flow_run.flow_id', onlyIds(flows), { there: false })] : []),
    ...(deployments ? [ownersOf('flow_run.deployment_id', onlyIds(deployments), { there: true })] : []),
    ...(deploymentId ? [ownersOf('flow_run.deployment_id', onlyAny(deploymentId), { there: false })] : []),
  ]
  const [owners] = named
  if (named.length > 1 || (named.length === 1 && owners === undefined)) return undefined
  return { owners, during: spanOf(expected), wanted: (type, name) => !state || matches(state, type, name) }
}

const isGiven = (criterion: unknown): boolean => criterion !== null && criterion !== undefined

const spanOf = (expected: FlowRunFilter['expected_start_time']): Span | undefined =>
  expected && Object.values(expected).some(isGiven)
    ? { from: expected.after_ ?? ALWAYS.from, to: expected.before_ ?? ALWAYS.to }
    : undefined

function ownersOf(column: Owners['column'], ids: readonly string[] | undefined, { there }: Pick<Owners, 'there'>): Owners | undefined {
  const unique = new Set(ids)
  return unique.size === 0 || unique.size > MOST_OWNERS ? undefined : { column, ids: [...unique], there }
}

const onlyAny = ({ any_, is_null_ }: NonNullable<FlowRunFilter['deployment_id']>): readonly string[] | undefined =>
  is_null_ !== null && is_null_ !== undefined ? undefined : (any_ ?? undefined)

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
