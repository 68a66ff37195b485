import type { FlowRunFilter, StateCriterion, StateType } from '@millrace/protocol'
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
interface Tallied {
  readonly wanted: StateTest
  /** Undefined for the runs of all. */
  readonly owners: Owners | undefined
}

/** So many owners are looked up one by one; more cost as much as their runs. */
const MOST_OWNERS = 16

/** Undefined for filters that ask for anything but flow runs in some states, of all or of some flows or deployments. */
export function tallied(filters: AcrossFilters): Tallied | undefined {
  const { flows, deployments, flow_runs: runs } = filters
  if (!isEverything({ ...filters, flows: null, deployments: null, flow_runs: null })) return undefined
  const { operator, state, deployment_id: deploymentId, ...others } = runs ?? { operator: 'and_' as const }
  if (Object.values(others).some((criterion) => criterion !== null && criterion !== undefined)) return undefined
  if (operator === 'or_' && state && deploymentId) return undefined
  const named: (Owners | undefined)[] = [
    ...(flows ? [ownersOf('flow_run.flow_id', onlyIds(flows), { there: false })] : []),
    ...(deployments ? [ownersOf('flow_run.deployment_id', onlyIds(deployments), { there: true })] : []),
    ...(deploymentId ? [ownersOf('flow_run.deployment_id', onlyAny(deploymentId), { there: false })] : []),
  ]
  const [owners] = named
  if (named.length > 1 || (named.length === 1 && owners === undefined)) return undefined
  return { owners, wanted: (type, name) => !state || matches(state, type, name) }
}

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
