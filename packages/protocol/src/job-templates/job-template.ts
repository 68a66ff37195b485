import type { Json } from '../values/scalars.ts'

/** What a work pool of a type accepts and what its workers make of it, in Prefect's format. */
export interface BaseJobTemplate {
  /** Values for a run, with `{{ placeholders }}` for the variables. */
  readonly job_configuration: { readonly [key: string]: Json }
  /** JSON Schema of what a deployment or run may set. */
  readonly variables: { readonly [keyword: string]: Json }
}

type Schemas = Readonly<Record<string, Json>>

/** The variables of every type, in Prefect's names. */
export const COMMON_VARIABLES = {
  name: {
    title: 'Name',
    description: 'Name of what the worker starts for a flow run; the name of the run where none is given.',
    type: 'string',
  },
  env: {
    title: 'Environment Variables',
    description: 'Environment variables of the flow run; null takes one away.',
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'null' }] },
  },
  labels: {
    title: 'Labels',
    description: 'Labels of what the worker starts for a flow run, beside its own.',
    type: 'object',
    additionalProperties: { type: 'string' },
  },
  command: {
    title: 'Command',
    description: 'The command that runs the flow. Leave it empty: the worker knows it.',
    type: 'string',
  },
} as const satisfies Schemas

/** A template in which each variable fills the part of the job that has its name, unless `job` says what a job is made of. */
export function jobTemplate(
  variables: Schemas,
  { job, definitions }: { readonly job?: Schemas; readonly definitions?: Schemas } = {},
): BaseJobTemplate {
  return {
    job_configuration: job ?? placeholders(Object.keys(variables)),
    variables: { type: 'object', properties: variables, ...(definitions === undefined ? {} : { definitions }) },
  }
}

/** `{name: "{{ name }}"}` for each name. */
export const placeholders = (names: readonly string[]): Record<string, Json> =>
  Object.fromEntries(names.map((name) => [name, `{{ ${name} }}`]))
