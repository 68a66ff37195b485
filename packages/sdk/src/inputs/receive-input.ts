import type { FlowRunInput, Json } from '@millrace/protocol'
import { currentClock } from '../clock.ts'
import { currentSession } from '../connection/session.ts'
import { activeFlowRun } from '../context/flow-run.ts'
import { activeTaskRun } from '../context/task-run.ts'
import { DefinitionError, OutsideRun } from '../errors.ts'
import { logger } from '../logger.ts'
import { type OutputOf, pathOf, type StandardSchema } from '../parameters/standard-schema.ts'
import { checkedKey, DEFAULT_KEY, RUN_SENDER, sendInput, type SendInputOptions } from './send-input.ts'

/** An input that came. */
export interface ReceivedInput<Value> {
  /** What was sent, as the schema makes it. */
  readonly value: Value
  /** Who sent it: `prefect.flow-run.<id>` for a flow run; undefined where nobody said. */
  readonly sender: string | undefined
  /** Its own key, which no other input of the run has. */
  readonly key: string
  /**
   * Sends a value to the flow run that sent this one.
   *
   * @throws DefinitionError when no flow run did.
   */
  readonly respond: (value: Json, options?: SendInputOptions) => Promise<void>
}

/** Which inputs are received, and for how long. */
export interface ReceiveInputOptions {
  /** Those that were sent with this key (default: `input`); the `key_prefix` of Prefect's `receive_input`. */
  readonly key?: string | undefined
  /** How long to wait for each input, in seconds; then the loop ends (default: an hour). */
  readonly timeoutSeconds?: number | undefined
  /** Whose inputs (default: those of the flow run around). */
  readonly flowRunId?: string | undefined
}

/** Seconds between two looks for inputs: few at first and after one came, then more. */
const LOOKS = { first: 0.2, most: 5 }
/** Most inputs that are fetched at once. */
const PAGE = 200
const TIMEOUT = 3600

/**
 * The inputs that are sent to the flow run, by `sendInput` or Prefect's `send_input`, in the order in which they came: those from before
 * this call too, and each once. `for await` goes through them until none comes for `timeoutSeconds`, or the loop is left.
 *
 * One that does not fit the schema is passed over, and the run's log says what was wrong with it. A later attempt at the run begins with
 * the first input again, as everything in the flow itself does.
 *
 * @throws OutsideRun outside of a flow, without `flowRunId`; the run's reason when it is cancelled or times out meanwhile.
 */
export async function* receiveInput<Schema extends StandardSchema>(
  schema: Schema,
  { key = DEFAULT_KEY, timeoutSeconds = TIMEOUT, flowRunId }: ReceiveInputOptions = {},
): AsyncGenerator<ReceivedInput<OutputOf<Schema>>, void, undefined> {
  const id = flowRunId ?? activeFlowRun.peek()?.info.id
  if (id === undefined) throw new OutsideRun('receiveInput() works only inside a flow, or with `flowRunId`')
  const prefix = `${checkedKey(key)}-`
  const { client } = await currentSession()
  const taken: string[] = []
  for (;;) {
    const came = await nextInputs(
      () => client.flowRunInputs.filter({ params: { id }, body: { prefix, limit: PAGE, exclude_keys: taken } }),
      timeoutSeconds,
    )
    if (came.length === 0) return
    taken.push(...came.map((input) => input.key))
    for (const input of came) {
      const value = await fitted(schema, input)
      if (value !== undefined) yield { ...value, sender: input.sender ?? undefined, key: input.key, respond: respondTo(input) }
    }
  }
}

/** Those that are there once some are; none when the time is over. */
async function nextInputs(read: () => Promise<FlowRunInput[]>, timeoutSeconds: number): Promise<FlowRunInput[]> {
  const clock = currentClock()
  const signal = activeTaskRun.peek()?.info.signal ?? activeFlowRun.peek()?.info.signal
  const deadline = clock.millis() + timeoutSeconds * 1000
  for (let seconds = LOOKS.first; ; seconds = Math.min(seconds * 2, LOOKS.most)) {
    signal?.throwIfAborted()
    const inputs = await read()
    const left = deadline - clock.millis()
    if (inputs.length > 0 || left <= 0) return inputs
    await clock.wait(Math.min(seconds * 1000, left), signal)
  }
}

/** The value of an input, as the schema makes it; undefined, once the log says why, for one that does not fit. */
async function fitted<Schema extends StandardSchema>(
  schema: Schema,
  { key, value, sender }: FlowRunInput,
): Promise<{ readonly value: OutputOf<Schema> } | undefined> {
  const problems: string[] = []
  for (const candidate of candidates(value)) {
    const result = await schema['~standard'].validate(candidate)
    // What a schema makes is what its type says: the library vouches for that.
    if (result.issues === undefined) return { value: result.value as OutputOf<Schema> }
    problems.push(...result.issues.map((issue) => [pathOf(issue), issue.message].filter((part) => part !== '').join(': ')))
  }
  logger().warn(`The input '${key}'${sender === null ? '' : ` of '${sender}'`} does not fit and is passed over: ${problems.join('; ')}`)
  return undefined
}

/** What may have been sent: the object that came, or what it has as `value` and nothing else, which stands for any other type. */
function candidates(text: string): readonly unknown[] {
  const sent = parsed(text)
  const isWrapped = typeof sent === 'object' && sent !== null && Object.keys(sent).join() === 'value'
  return isWrapped ? [(sent as { readonly value: unknown }).value, sent] : [sent]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Whoever uses the API by hand may send any text.
    return text
  }
}

const respondTo =
  ({ key, sender }: FlowRunInput): ReceivedInput<unknown>['respond'] =>
  async (value, options) => {
    if (sender?.startsWith(RUN_SENDER) !== true)
      throw new DefinitionError(`the input '${key}' cannot be responded to: no flow run sent it (${sender ?? 'nobody said who did'})`)
    await sendInput(sender.slice(RUN_SENDER.length), value, options)
  }
