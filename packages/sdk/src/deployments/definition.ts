import { type Json, schedule } from '@millrace/protocol'
import { z } from 'zod'

/** Whatever YAML says, as JSON. */
const jsonObject = z.record(z.string(), z.custom<Json>())
/** A version or a name may be written as a number. */
const text = z.union([z.string(), z.number().transform(String)])

/**
 * A deployment as its file describes it, with the file's keys in their order: first what people edit, then, below the
 * line, what `build` found out.
 */
export const deploymentDefinition = z.strictObject({
  name: text.pipe(z.string().min(1)),
  description: text.nullish().default(null),
  version: text.nullish().default(null),
  work_queue_name: text.nullish().default(null),
  work_pool_name: text.nullish().default(null),
  tags: z.array(text).nullish().default([]),
  parameters: jsonObject.nullish().default({}),
  /** 2.x before it had several. */
  schedule: schedule.nullish().default(null),
  schedules: z
    .array(z.looseObject({ schedule, active: z.boolean().default(true) }))
    .nullish()
    .default([]),
  is_schedule_active: z.boolean().nullish().default(null),
  infra_overrides: jsonObject.nullish().default({}),
  infrastructure: jsonObject.nullish().default(null),

  flow_name: text,
  manifest_path: z.string().nullish().default(null),
  storage: jsonObject.nullish().default(null),
  path: z.string().nullish().default(null),
  entrypoint: z.string().nullish().default(null),
  parameter_openapi_schema: jsonObject.nullish().default(null),
  timestamp: text.nullish().default(null),
  /** Null: those that the server has stay. */
  triggers: z.array(jsonObject).nullish().default(null),
  enforce_parameter_schema: z.boolean().nullish().default(null),
})
export type DeploymentDefinition = z.output<typeof deploymentDefinition>

/** The keys above the line, in their order. */
export const EDITABLE_KEYS = [
  'name',
  'description',
  'version',
  'work_queue_name',
  'work_pool_name',
  'tags',
  'parameters',
  'schedule',
  'schedules',
  'is_schedule_active',
  'infra_overrides',
  'infrastructure',
] as const satisfies readonly (keyof DeploymentDefinition)[]

/** The keys below the line, in their order. */
export const LOCKED_KEYS = [
  'flow_name',
  'manifest_path',
  'storage',
  'path',
  'entrypoint',
  'parameter_openapi_schema',
  'timestamp',
  'triggers',
  'enforce_parameter_schema',
] as const satisfies readonly (keyof DeploymentDefinition)[]

/** The infrastructure of a deployment that chose none, with every field that can be edited. */
export const PROCESS_INFRASTRUCTURE: Readonly<Record<string, Json>> = {
  type: 'process',
  env: {},
  labels: {},
  name: null,
  command: null,
  stream_output: true,
  working_dir: null,
  block_type_slug: 'process',
  _block_type_slug: 'process',
}
