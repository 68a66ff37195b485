import type { Client } from '@millrace/client'
import { addSeconds, type FlowRun, isTerminal, type Log, MAXIMUM_LIMIT, type State } from '@millrace/protocol'

/** Seconds between two looks. */
const POLL_SECONDS = 0.4

/** Lines are sent in batches by several processes, so some arrive after later ones: how far back to look again. */
const OVERLAP_SECONDS = 10

/** Looks without a new line after the end of the run before the lines are believed to be complete, when its own last one is there. */
const QUIET_LOOKS = 2

/** The same where that is not there: a busy machine may be about to send it, or the process was killed before it could. */
const PATIENT_LOOKS = 6

/** A run has taken on a state. */
export interface StateChange {
  readonly kind: 'state'
  readonly state: State
  readonly run: FlowRun
}

/** Something that happened to a run. */
export type Happening = { readonly kind: 'logs'; readonly logs: readonly Log[] } | StateChange

export interface FollowOptions {
  readonly signal: AbortSignal
  /** Seconds between two looks (default 0.4). */
  readonly pollSeconds?: number | undefined
  /** Follow the log lines too (default true). */
  readonly logs?: boolean
}

/** What happens to a flow run from its first line on, as it happens, until the run has ended and its last lines are there. */
export async function* followRun(
  client: Client,
  id: string,
  { signal, pollSeconds = POLL_SECONDS, logs = true }: FollowOptions,
): AsyncGenerator<Happening> {
  const lines = newLines(client, id)
  let shown: string | undefined
  let complete = false
  for (let quiet = 0; quiet < (complete ? QUIET_LOOKS : PATIENT_LOOKS);) {
    const run = await client.flowRuns.read({ params: { id }, signal })
    const news = logs ? await lines(signal) : []
    // The lines were there before the state that is read here was answered again, so they come first.
    if (news.length > 0) yield { kind: 'logs', logs: news }
    complete ||= news.some(isLastOfRun)
    if (run.state !== null && run.state.id !== shown) {
      shown = run.state.id
      yield { kind: 'state', state: run.state, run }
    }
    const over = run.state_type !== null && isTerminal(run.state_type)
    if (over && !logs) return
    quiet = over && news.length === 0 ? quiet + 1 : 0
    await pause(pollSeconds, signal)
  }
}

/** What engines, Prefect's too, write of a flow run when it has ended. */
const isLastOfRun = ({ message, task_run_id: task }: Log): boolean => task === null && message.startsWith('Finished in state ')

function newLines(client: Client, id: string): (signal: AbortSignal) => Promise<readonly Log[]> {
  const seen = new Set<string>()
  let last: string | undefined
  return async (signal) => {
    const after = last === undefined ? {} : { timestamp: { after_: addSeconds(last, -OVERLAP_SECONDS) } }
    const fresh: Log[] = []
    for (let offset = 0; ; offset += MAXIMUM_LIMIT) {
      const page = await client.logs.filter({
        body: { logs: { flow_run_id: { any_: [id] }, ...after }, limit: MAXIMUM_LIMIT, offset, sort: 'TIMESTAMP_ASC' },
        signal,
      })
      fresh.push(...page.filter((log) => !seen.has(log.id)))
      for (const log of page) seen.add(log.id)
      if (page.length < MAXIMUM_LIMIT) break
    }
    for (const { timestamp } of fresh) last = last === undefined || timestamp > last ? timestamp : last
    return fresh
  }
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onAbort = (): void => reject(signal.reason)
  const timer = setTimeout(resolve, seconds * 1000)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  })
}
