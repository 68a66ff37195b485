import type { Json } from '@millrace/protocol'
import type { Schema } from './schema.ts'
import { wholeDetails } from './state-details.ts'

type Scalar = string | number | boolean | null
type ColumnsWhere<Table, Test extends 'json' | 'boolean'> = {
  [Column in keyof Table]: Test extends 'json'
    ? Table[Column] extends Scalar
      ? never
      : Column
    : boolean extends Table[Column]
      ? Column
      : never
}[keyof Table]
type JsonColumn = { [Table in keyof Schema]: ColumnsWhere<Schema[Table], 'json'> }[keyof Schema]
type BooleanColumn = Exclude<{ [Table in keyof Schema]: ColumnsWhere<Schema[Table], 'boolean'> }[keyof Schema], JsonColumn>

/** The columns that hold JSON; the compiler asks for each that `schema.ts` has. */
const JSON_COLUMNS = {
  tags: true,
  labels: true,
  parameters: true,
  context: true,
  empirical_policy: true,
  created_by: true,
  updated_by: true,
  job_variables: true,
  task_inputs: true,
  data: true,
  state_details: true,
  concurrency_options: true,
  version_info: true,
  self_report: true,
  parameter_openapi_schema: true,
  pull_steps: true,
  schedule: true,
  base_job_template: true,
  storage_configuration: true,
  filter: true,
  fields: true,
  capabilities: true,
  value: true,
  resource: true,
  related: true,
  payload: true,
  metadata_: true,
  filters: true,
  task_keys: true,
  trigger: true,
  actions: true,
  actions_on_trigger: true,
  actions_on_resolve: true,
  bucketing_key: true,
  last_event: true,
  child_firing: true,
  follower: true,
  queued_event: true,
  triggered_action: true,
  state_names: true,
  letter: true,
  details: true,
} as const satisfies Record<JsonColumn, true>

const BOOLEAN_COLUMNS = {
  disabled: true,
  auto_scheduled: true,
  paused: true,
  enforce_parameter_schema: true,
  active: true,
  catchup: true,
  is_paused: true,
  is_protected: true,
  is_anonymous: true,
  enabled: true,
  owned: true,
  is_active: true,
  outward: true,
} as const satisfies Record<BooleanColumn, true>

/** Turns what the database holds in one column into the value of `schema.ts`. */
export type Decoder = (stored: unknown) => unknown

/** Text is parsed; Postgres has parsed `jsonb` itself already. */
const parseJson: Decoder = (stored) => (typeof stored === 'string' ? JSON.parse(stored) : stored)
const parseBoolean: Decoder = (stored) => (typeof stored === 'number' ? stored !== 0 : stored)

/** True for a column that holds JSON. */
export const isJsonColumn = (name: string): boolean => Object.hasOwn(JSON_COLUMNS, name)

/** True for a column that holds a boolean. */
export const isBooleanColumn = (name: string): boolean => Object.hasOwn(BOOLEAN_COLUMNS, name)

/** How the column `name` is decoded; undefined when it is as it is stored. */
export function decoderOf(name: string): Decoder | undefined {
  if (name === 'state_details') return wholeDetails
  if (isJsonColumn(name)) return parseJson
  if (isBooleanColumn(name)) return parseBoolean
  return undefined
}

/** The text of a JSON column, for a `HotStatement` whose value may be a plain string, number or boolean; null stays null. */
export const jsonText = (value: Json | undefined): string | null => (value === null || value === undefined ? null : JSON.stringify(value))
