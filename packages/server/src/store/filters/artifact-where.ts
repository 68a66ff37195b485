import type {
  ArtifactCollectionFilter,
  ArtifactFilter,
  DeploymentFilter,
  FlowFilter,
  FlowRunFilter,
  TaskRunFilter,
} from '@millrace/protocol'
import { sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { allOf, combine, given, isNull, named, oneOf, type Optional } from './criteria.ts'
import { deploymentWhere } from './deployment-where.ts'
import { flowRunWhere } from './flow-run-where.ts'
import { flowWhere } from './flow-where.ts'
import { taskRunWhere } from './task-run-where.ts'

/** What the runs that made an artifact must match. */
export interface MakerFilters {
  readonly flow_runs?: FlowRunFilter | null | undefined
  readonly task_runs?: TaskRunFilter | null | undefined
  readonly flows?: FlowFilter | null | undefined
  readonly deployments?: DeploymentFilter | null | undefined
}

/** The rows of `artifact` that a filter wants. */
export const artifactWhere = (dialect: Dialect, filter: ArtifactFilter): Condition =>
  combine(filter.operator, [oneOf(dialect, 'artifact.id', filter.id), ...criteria(dialect, filter)])

/** The rows of `artifact`, joined with the collections of which they are the newest, that a filter wants. */
export const artifactCollectionWhere = (dialect: Dialect, filter: ArtifactCollectionFilter): Condition =>
  combine(filter.operator, [oneOf(dialect, 'artifact_collection.latest_id', filter.latest_id), ...criteria(dialect, filter)])

const criteria = (dialect: Dialect, filter: Omit<ArtifactFilter, 'id'>): Optional[] => [
  given(filter.key, ({ exists_, ...key }) =>
    allOf([named(dialect, 'artifact.key', key), isNull('artifact.key', exists_ == null ? exists_ : !exists_)]),
  ),
  oneOf(dialect, 'artifact.flow_run_id', filter.flow_run_id),
  oneOf(dialect, 'artifact.task_run_id', filter.task_run_id),
  oneOf(dialect, 'artifact.type', filter.type),
]

/** The rows of `artifact` that were made by runs that match. */
export function madeByWhere(dialect: Dialect, { flow_runs: runs, task_runs: tasks, flows, deployments }: MakerFilters): Condition {
  const ofRun = [
    given(runs, (filter) => flowRunWhere(dialect, filter)),
    given(flows, (filter) => sql<boolean>`exists (select 1 from flow where flow.id = flow_run.flow_id and ${flowWhere(dialect, filter)})`),
    given(
      deployments,
      (filter) =>
        sql<boolean>`exists (select 1 from deployment where deployment.id = flow_run.deployment_id and ${deploymentWhere(dialect, filter)})`,
    ),
  ]
  return allOf([
    ofRun.every((condition) => condition === undefined)
      ? undefined
      : sql`exists (select 1 from flow_run where flow_run.id = artifact.flow_run_id and ${allOf(ofRun)})`,
    given(
      tasks,
      (filter) =>
        sql<boolean>`exists (select 1 from task_run where task_run.id = artifact.task_run_id and ${taskRunWhere(dialect, filter)})`,
    ),
  ])
}
