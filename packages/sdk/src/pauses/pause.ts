import type { State, StateCreateInput } from '@millrace/protocol'
import { addSeconds } from '@millrace/protocol/instants'
import { isTerminal, paused } from '@millrace/protocol/states'
import { currentClock, now } from '../clock.ts'
import { activeFlowRun, type ActiveFlowRun } from '../context/flow-run.ts'
import { activeTaskRun } from '../context/task-run.ts'
import { DefinitionError, MillraceError, OutsideRun, PauseTimedOut, RunAborted, RunFailed, RunSuspended } from '../errors.ts'
import type { OutputOf, StandardSchema } from '../parameters/standard-schema.ts'
import { type Keyset, keysetOf, leaveSchema, takeInput, type WantedInput } from './run-input.ts'

/** How a flow run stops and waits for somebody. */
export interface PauseOptions<Schema extends StandardSchema = StandardSchema> {
  /** What is to be given when the run is resumed: a zod schema, or any other Standard Schema. */
  readonly input?: Schema
  /** Shown with the form of the input, in Markdown. */
  readonly description?: string
  /** How long the run may wait before it fails, in seconds. */
  readonly timeoutSeconds?: number
  /** Tells this pause from others of the run, which are passed once each (default: its number). */
  readonly key?: string
}

/** Seconds between two looks at a paused run: few at first, then more. */
const LOOKS = { first: 0.2, most: 5 }
/** Seconds that a run stays paused when nobody says how long. */
const PAUSE_TIMEOUT = 3600

/**
 * Pauses the flow run around: waits here, in this process, until somebody resumes it (from the UI, by `resumeFlowRun`, or
 * with Prefect's own client). With `input` it resolves to what was given.
 *
 * @throws PauseTimedOut after `timeoutSeconds` (default: an hour), ParameterError when the input does not fit.
 */
export async function pause<Schema extends StandardSchema>(
  options: PauseOptions<Schema> & { readonly input: Schema },
): Promise<OutputOf<Schema>>
export async function pause(options?: PauseOptions): Promise<void>
export async function pause(options: PauseOptions = {}): Promise<unknown> {
  const flow = enclosingFlow('pause')
  const stop = stopOf('Paused', options, flow, options.timeoutSeconds ?? PAUSE_TIMEOUT)
  flow.log.info('Pausing flow, execution will continue when this flow run is resumed.')
  const state = await propose(stop, flow)
  if (state.type === 'PAUSED') {
    await untilResumed(flow, stop)
    flow.log.info('Resuming flow run execution!')
  }
  return await inputOf(stop, flow)
}

/**
 * Suspends the flow run around: ends this process, and goes on in another one when somebody resumes it. There the flow
 * begins anew; tasks that completed are not repeated, their results come from storage, and this call is passed. Only for
 * runs of deployments. With `input` it resolves, in the later process, to what was given.
 *
 * @throws RunSuspended to unwind the flow: do not catch it. ParameterError when the input does not fit.
 */
export async function suspend<Schema extends StandardSchema>(
  options: PauseOptions<Schema> & { readonly input: Schema },
): Promise<OutputOf<Schema>>
export async function suspend(options?: PauseOptions): Promise<void>
export async function suspend(options: PauseOptions = {}): Promise<unknown> {
  const flow = enclosingFlow('suspend')
  if (activeTaskRun.peek() !== undefined) throw new OutsideRun('suspend() works only in the flow itself, not in a task')
  const stop = stopOf('Suspended', options, flow, options.timeoutSeconds)
  const state = await propose(stop, flow)
  if (state.type !== 'PAUSED') return await inputOf(stop, flow)
  flow.log.info('Suspending flow run, execution will be rescheduled when this flow run is resumed.')
  flow.suspended = state
  throw new RunSuspended(`flow run ${flow.info.id} was suspended`)
}

interface Stop {
  readonly proposal: StateCreateInput
  readonly keys: Keyset
  readonly wanted: WantedInput | undefined
  readonly timeoutSeconds: number | undefined
}

const enclosingFlow = (what: string): ActiveFlowRun => {
  const flow = activeFlowRun.peek()
  if (flow === undefined) throw new OutsideRun(`${what}() works only inside a flow`)
  return flow
}

function stopOf(name: 'Paused' | 'Suspended', options: PauseOptions, flow: ActiveFlowRun, timeoutSeconds: number | undefined): Stop {
  flow.pauses.count += 1
  const { key = String(flow.pauses.count), input: schema, description } = options
  if (!/^[a-z0-9-]+$/.test(key)) throw new DefinitionError(`expected \`key\` to be of a-z, 0-9 and -, got '${key}'`)
  const keys = keysetOf(name === 'Paused' ? 'paused' : 'suspended', key)
  const details = {
    pause_key: key,
    pause_reschedule: name === 'Suspended',
    ...(timeoutSeconds === undefined ? {} : { pause_timeout: addSeconds(now(), timeoutSeconds) }),
    ...(schema === undefined ? {} : { run_input_keyset: { ...keys } }),
  }
  const wanted = schema === undefined ? undefined : { schema, description }
  return { proposal: paused({ name, details }), keys, wanted, timeoutSeconds }
}

/** Answers PAUSED, or RUNNING where this pause was passed in an earlier attempt. */
async function propose({ proposal, keys, wanted }: Stop, { session, proposer, info, cancel }: ActiveFlowRun): Promise<State> {
  // Before the run is paused, so that whoever resumes it at once finds what it waits for.
  if (wanted !== undefined) await leaveSchema(session.client, info.id, keys, wanted)
  try {
    const state = await proposer.propose(proposal, { signal: info.signal })
    if (state.type === 'CANCELLING') cancel()
    info.signal.throwIfAborted()
    if (state.type === 'PAUSED' || state.type === 'RUNNING') return state
    throw new RunFailed(state.name ?? state.type, `the flow run cannot be ${proposal.name?.toLowerCase()}: it is ${state.name}`)
  } catch (error) {
    if (!(error instanceof RunAborted)) throw error
    throw new MillraceError(`the flow run cannot be ${proposal.name?.toLowerCase()}: ${error.reason}`, { cause: error })
  }
}

async function untilResumed({ session, info, cancel }: ActiveFlowRun, { timeoutSeconds = PAUSE_TIMEOUT }: Stop): Promise<void> {
  const clock = currentClock()
  const deadline = clock.millis() + timeoutSeconds * 1000
  for (let pauseSeconds = LOOKS.first; ; pauseSeconds = Math.min(pauseSeconds * 2, LOOKS.most)) {
    const left = deadline - clock.millis()
    await clock.wait(Math.max(0, Math.min(pauseSeconds * 1000, left)), info.signal)
    const { state } = await session.client.flowRuns.read({ params: { id: info.id } })
    if (state?.type === 'RUNNING') return
    if (state?.type === 'CANCELLING' || state?.type === 'CANCELLED') cancel()
    info.signal.throwIfAborted()
    if (left <= 0 || (state !== null && isTerminal(state.type))) throw new PauseTimedOut('Flow run was paused and never resumed.')
  }
}

const inputOf = async ({ keys, wanted }: Stop, { session, info }: ActiveFlowRun): Promise<unknown> =>
  wanted === undefined ? undefined : await takeInput(session.client, info.id, keys, wanted)
