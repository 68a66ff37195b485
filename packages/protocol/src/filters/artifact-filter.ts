import { z } from 'zod'
import { uuid } from '../values/scalars.ts'
import { anyOrNotTextCriterion, operator } from './criteria.ts'

const ids = z.strictObject({ any_: z.array(uuid).nullish() })
const criteria = {
  operator,
  key: z.strictObject({ any_: z.array(z.string()).nullish(), like_: z.string().nullish(), exists_: z.boolean().nullish() }).nullish(),
  flow_run_id: ids.nullish(),
  task_run_id: ids.nullish(),
  type: anyOrNotTextCriterion.nullish(),
}

export const artifactFilter = z.strictObject({ ...criteria, id: ids.nullish() })
export type ArtifactFilter = z.output<typeof artifactFilter>

export const artifactCollectionFilter = z.strictObject({ ...criteria, latest_id: ids.nullish() })
export type ArtifactCollectionFilter = z.output<typeof artifactCollectionFilter>

export const artifactSort = z.enum(['CREATED_DESC', 'UPDATED_DESC', 'ID_DESC', 'KEY_DESC', 'KEY_ASC'])
export type ArtifactSort = z.output<typeof artifactSort>
