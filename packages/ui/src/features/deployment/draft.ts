import type { Deployment } from '@millrace/protocol'
import { limitOfDeployment } from '@millrace/protocol/deployment-limit'
import type { Schema } from '../schema-form/schema.ts'
import type { DeploymentChanges } from './queries.ts'
import { tagsOf } from './tags.ts'

/** What can be edited of a deployment, as fields hold it. */
export interface Draft {
  readonly description: string
  readonly version: string
  readonly tags: string
  readonly parameters: Schema
  readonly enforce: boolean
  readonly pool: string
  readonly queue: string
  readonly jobVariables: Schema
  readonly limit: string
  readonly collision: '' | 'ENQUEUE' | 'CANCEL_NEW'
  readonly entrypoint: string
  readonly path: string
  readonly pullSteps: unknown
}

export const draftOf = (deployment: Deployment): Draft => ({
  description: deployment.description ?? '',
  version: deployment.version ?? '',
  tags: deployment.tags.join(', '),
  parameters: deployment.parameters,
  enforce: deployment.enforce_parameter_schema,
  pool: deployment.work_pool_name ?? '',
  queue: deployment.work_queue_name ?? '',
  jobVariables: deployment.job_variables,
  limit: String(limitOfDeployment(deployment)?.limit ?? ''),
  collision: deployment.concurrency_options?.collision_strategy ?? '',
  entrypoint: deployment.entrypoint ?? '',
  path: deployment.path ?? '',
  pullSteps: deployment.pull_steps,
})

/** The names of the fields that differ. */
export const differences = (one: Draft, other: Draft): readonly (keyof Draft)[] =>
  (Object.keys(one) as (keyof Draft)[]).filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]))

const textOrNull = (typed: string): string | null => (typed.trim() === '' ? null : typed)

/** What to send: the fields that were changed, and nothing that was not. */
export function changesOf(old: Draft, draft: Draft): DeploymentChanges {
  const written: Record<keyof Draft, Schema> = {
    description: { description: draft.description },
    version: { version: textOrNull(draft.version) },
    tags: { tags: tagsOf(draft.tags) },
    parameters: { parameters: draft.parameters },
    enforce: { enforce_parameter_schema: draft.enforce },
    pool: { work_pool_name: textOrNull(draft.pool) },
    queue: { work_queue_name: textOrNull(draft.queue) },
    // With the pool beside them the server holds them against its template.
    jobVariables: { job_variables: draft.jobVariables, ...(draft.pool === '' ? {} : { work_pool_name: draft.pool }) },
    limit: { concurrency_limit: draft.limit === '' ? null : Number(draft.limit) },
    collision: { concurrency_options: draft.collision === '' ? null : { collision_strategy: draft.collision } },
    entrypoint: { entrypoint: textOrNull(draft.entrypoint) },
    path: { path: textOrNull(draft.path) },
    pullSteps: { pull_steps: draft.pullSteps ?? null },
  }
  return Object.assign({}, ...differences(old, draft).map((key) => written[key])) as DeploymentChanges
}
