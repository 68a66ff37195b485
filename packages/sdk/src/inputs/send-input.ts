import type { Json } from '@millrace/protocol'
import { currentSession } from '../connection/session.ts'
import { activeFlowRun } from '../context/flow-run.ts'
import { DefinitionError } from '../errors.ts'
import { newId } from '../identifiers.ts'

/** Under what an input is sent. */
export interface SendInputOptions {
  /**
   * What kind of input it is: `receiveInput` with the same key gets it. Of a-z, 0-9 and `-` (default: `input`); the `key_prefix` of
   * Prefect's `send_input`.
   */
  readonly key?: string | undefined
  /** Who sends it (default: the flow run around, so that it can be responded to). */
  readonly sender?: string | undefined
}

/** The key of inputs whose kind nobody says. */
export const DEFAULT_KEY = 'input'

/**
 * Sends a value to a flow run while it runs, from another flow, a script or a web server; the flow takes it by `receiveInput`. It is kept
 * with the run, also before anybody receives it. As `send_input` of Prefect 3.8, whose flows can receive it.
 *
 * @param flowRunId the run that is to get it.
 * @throws DefinitionError for a key that cannot be one; ApiError when the server has no such run.
 */
export async function sendInput(flowRunId: string, value: Json, { key = DEFAULT_KEY, sender }: SendInputOptions = {}): Promise<void> {
  const { client } = await currentSession()
  const run = activeFlowRun.peek()?.info.id
  await client.flowRunInputs.create({
    params: { id: flowRunId },
    body: {
      key: `${checkedKey(key)}-${newId()}`,
      value: JSON.stringify(asObject(value)),
      sender: sender ?? (run === undefined ? null : `${RUN_SENDER}${run}`),
    },
  })
}

/** What stands before the id of a flow run that is a sender. */
export const RUN_SENDER = 'prefect.flow-run.'

/** The key. @throws DefinitionError when the API would not take it. */
export function checkedKey(key: string): string {
  if (/^[a-z0-9-]+$/.test(key)) return key
  throw new DefinitionError(`expected \`key\` to be of a-z, 0-9 and -, got '${key}'`)
}

/** Inputs are objects on the wire; any other value is the property `value` of one, as in Prefect. */
const asObject = (value: Json): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { value })
