import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { Json } from '@millrace/protocol'
import { ParameterError } from '../errors.ts'
import { jsonSchemaOf, pathOf, type StandardSchema } from '../parameters/standard-schema.ts'

/** Under which keys a run and whoever resumes it leave each other their texts; the names are Prefect's. */
export interface Keyset {
  readonly schema: string
  readonly description: string
  readonly response: string
}

/** What a paused run waits for. */
export interface WantedInput {
  readonly schema: StandardSchema
  /** Shown with the form. */
  readonly description: string | undefined
}

/** The keys of one pause; `kind` is the name of its state in lower case. */
export const keysetOf = (kind: 'paused' | 'suspended', pauseKey: string): Keyset => ({
  schema: `${kind}-${pauseKey}-schema`,
  description: `${kind}-${pauseKey}-description`,
  response: `${kind}-${pauseKey}-response`,
})

/** Leaves the JSON Schema of the input, by which the form is made and what is given is checked. Done once for a pause. */
export async function leaveSchema(client: Client, flowRunId: string, keys: Keyset, { schema, description }: WantedInput): Promise<void> {
  await leave(client, flowRunId, keys.schema, wireSchema(schema))
  if (description !== undefined) await leave(client, flowRunId, keys.description, description)
}

/**
 * The input that the run was resumed with, as its schema makes it.
 *
 * @throws ParameterError when it does not fit, or there is none and the schema asks for something.
 */
export async function takeInput(client: Client, flowRunId: string, keys: Keyset, { schema }: WantedInput): Promise<unknown> {
  const given = await readInput(client, flowRunId, keys.response)
  const value = isWrapped(wireSchema(schema)) ? (given as { value?: unknown }).value : given
  const result = await schema['~standard'].validate(value)
  if (result.issues === undefined) return result.value
  const problems = result.issues.map((issue) => ({ path: pathOf(issue), message: issue.message }))
  throw new ParameterError(`the input of flow run ${flowRunId}`, problems)
}

async function leave(client: Client, flowRunId: string, key: string, value: Json): Promise<void> {
  try {
    await client.flowRunInputs.create({ params: { id: flowRunId }, body: { key, value: JSON.stringify(value) } })
  } catch (error) {
    // An earlier attempt has left it.
    if (!isStatus(error, 409)) throw error
  }
}

async function readInput(client: Client, flowRunId: string, key: string): Promise<unknown> {
  try {
    return JSON.parse(await client.flowRunInputs.read({ params: { id: flowRunId, key } })) as unknown
  } catch (error) {
    if (isStatus(error, 404)) return {}
    throw error
  }
}

const WRAPPER = 'AutomaticRunInput'

/** Inputs are objects on the wire; any other type is the property `value` of one, as in Prefect. */
function wireSchema(schema: StandardSchema): Readonly<Record<string, Json>> {
  const own = jsonSchemaOf(schema) ?? { type: 'object' }
  if (own['type'] === 'object') return own
  return { title: WRAPPER, type: 'object', properties: { value: own }, required: ['value'] }
}

const isWrapped = (schema: Readonly<Record<string, Json>>): boolean => schema['title'] === WRAPPER
