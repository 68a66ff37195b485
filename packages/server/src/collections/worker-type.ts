import type { Json } from '@millrace/protocol'

type JsonObject = Record<string, Json>

/** What clients and forms know of a type of worker, as the view `aggregate-worker-metadata` has it. */
export interface WorkerTypeMetadata {
  readonly type: string
  /** The collection that the type is listed under. */
  readonly collection: string
  readonly display_name: string
  readonly description: string
  readonly install_command: string
  readonly documentation_url: string
  readonly logo_url: string
  readonly is_beta: boolean
  /** `{variables, job_configuration}`, with which pools of this type begin; empty for a type without one. */
  readonly default_base_job_configuration: JsonObject
}

/** The variables of every type of worker, in Prefect's names. */
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
    description: 'Labels of what the worker starts for a flow run.',
    type: 'object',
    additionalProperties: { type: 'string' },
  },
  command: {
    title: 'Command',
    description: 'The command that runs the flow. Leave it empty: the worker knows it.',
    type: 'string',
  },
} as const satisfies JsonObject

/** A base job template in which each variable fills the part of the job that has its name. */
export function jobTemplate(
  variables: JsonObject,
  more: { readonly job?: JsonObject; readonly definitions?: JsonObject } = {},
): JsonObject {
  return {
    job_configuration: more.job ?? placeholders(Object.keys(variables)),
    variables: { type: 'object', properties: variables, ...(more.definitions === undefined ? {} : { definitions: more.definitions }) },
  }
}

/** `{name: "{{ name }}"}` for each name. */
export const placeholders = (names: readonly string[]): JsonObject => Object.fromEntries(names.map((name) => [name, `{{ ${name} }}`]))
