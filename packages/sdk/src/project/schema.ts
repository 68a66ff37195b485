import type { Json } from '@millrace/protocol'
import { z } from 'zod'

const jsonObject = z.record(z.string(), z.custom<Json>())
/** Text that YAML may read as something else. */
const text = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)])
/** What may stand as a placeholder until the project is deployed. */
const template = z.string().regex(/\{\{.*\}\}/s, 'expected a value or a {{ placeholder }}')

/** Steps: a list, or a single one without a list around it; an empty object is none. */
const steps = z.union([z.array(jsonObject), jsonObject.transform((step) => (Object.keys(step).length === 0 ? [] : [step]))]).nullish()

const scheduleFields = z.strictObject({
  cron: text.nullish(),
  /** Seconds, ISO 8601 or h:mm:ss. */
  interval: z.union([z.number(), z.string()]).nullish(),
  rrule: text.nullish(),
  timezone: text.nullish(),
  anchor_date: text.nullish(),
  active: z.union([z.boolean(), template]).nullish(),
  parameters: jsonObject.nullish(),
  slug: text.nullish(),
  replaces: text.nullish(),
  day_or: z.union([z.boolean(), template]).nullish(),
})

/** A schedule as people write it, or as the API has it: `{ schedule: {...}, active }`. */
const scheduleEntry = z.preprocess((given) => {
  if (typeof given !== 'object' || given === null || !('schedule' in given)) return given
  const { schedule, max_scheduled_runs: _, ...rest } = given as { schedule: object; max_scheduled_runs?: unknown }
  return { ...schedule, ...rest }
}, scheduleFields)
export type ScheduleEntry = z.output<typeof scheduleFields>

const concurrencyLimit = z.union([
  z.int(),
  template,
  z.looseObject({
    limit: z.union([z.int(), template]).nullish(),
    collision_strategy: text.nullish(),
    grace_period_seconds: z.union([z.int(), template]).nullish(),
  }),
])

/** A deployment of a project file, with the keys of Prefect 3.8's `prefect.yaml`. */
export const projectDeployment = z.looseObject({
  name: text.nullish(),
  version: text.nullish(),
  version_type: text.nullish(),
  tags: z.union([z.array(text), template, z.string().transform((tag) => [tag])]).nullish(),
  description: text.nullish(),
  schedule: scheduleEntry.or(z.strictObject({})).nullish(),
  schedules: z.array(scheduleEntry).nullish(),
  paused: z.union([z.boolean(), template]).nullish(),
  concurrency_limit: concurrencyLimit.nullish(),
  flow_name: text.nullish(),
  entrypoint: text.nullish(),
  parameters: z.union([jsonObject, template]).nullish(),
  enforce_parameter_schema: z.union([z.boolean(), template]).nullish(),
  build: steps,
  push: steps,
  pull: steps,
  work_pool: z
    .looseObject({
      name: text.nullish(),
      work_queue_name: text.nullish(),
      job_variables: z.union([jsonObject, template]).nullish(),
    })
    .nullish(),
  /** An image with the flow in it: its name, or the inputs of the step build_flow_image, and whether it is pushed. Not of Prefect. */
  image: z.union([text, jsonObject]).nullish(),
  triggers: z.array(jsonObject).nullish(),
  sla: z.array(z.custom<Json>()).nullish(),
})
export type ProjectDeployment = z.output<typeof projectDeployment>

/** A project file. Further keys, such as `definitions` for YAML anchors, are for people. */
export const project = z.looseObject({
  name: text.nullish(),
  'prefect-version': text.nullish(),
  build: steps,
  push: steps,
  pull: steps,
  deployments: z.array(projectDeployment).nullish(),
})
export type Project = z.output<typeof project>

/** The keys that a deployment may have. */
export const DEPLOYMENT_KEYS: readonly string[] = Object.keys(projectDeployment.shape)
