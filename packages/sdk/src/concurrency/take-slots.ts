import { ApiError } from '@millrace/client/errors'
import { currentClock, now } from '../clock.ts'
import type { Session } from '../connection/session.ts'
import { activeFlowRun } from '../context/flow-run.ts'
import { activeTaskRun } from '../context/task-run.ts'
import { DefinitionError, MillraceError } from '../errors.ts'

/** Slots were not free in time. */
export class SlotsTimedOut extends MillraceError {
  override readonly name = 'SlotsTimedOut'
}

/** How slots are asked for. */
export interface SlotOptions {
  /** How long to wait for slots, in seconds (default: as long as it takes). */
  readonly timeoutSeconds?: number
  /** Reject when a limit does not exist (default: go on without, and say so in the log). */
  readonly strict?: boolean
}

/** What is asked for. */
export interface Wanted extends SlotOptions {
  readonly names: readonly string[]
  readonly slots: number
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Seconds to wait where the server does not say how long. */
const AGAIN = 1
/** Seconds for which a server that knows how holds a refusal back: it answers as soon as it is this process's turn. */
const PATIENCE = 20

/** One name or several, without repetitions. Throws `DefinitionError` for slots that cannot be meant. */
export function checkedNames(names: string | readonly string[], slots: number): string[] {
  if (!Number.isInteger(slots) || slots < 1) throw new DefinitionError(`expected the number of slots to be an integer from 1, got ${slots}`)
  return [...new Set(typeof names === 'string' ? [names] : names)]
}

/** Aborts with the run around. */
const signalAround = (): AbortSignal | undefined => activeTaskRun.peek()?.info.signal ?? activeFlowRun.peek()?.info.signal

/** Asks for slots until the server grants all of them, and answers its answer. Throws `SlotsTimedOut` when time is up first. */
export async function takeSlots<Answer>({ client }: Session, { names, slots, timeoutSeconds, path, body }: Wanted): Promise<Answer> {
  const signal = signalAround()
  const clock = currentClock()
  const deadline = timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : clock.millis() + timeoutSeconds * 1000
  for (;;) {
    const response = await client.transport.send({
      method: 'POST',
      path,
      headers: clock.isReal ? { prefer: `wait=${Math.max(0, Math.floor(Math.min(PATIENCE, (deadline - clock.millis()) / 1000)))}` } : {},
      body: { names, slots, ...body },
      ...(signal === undefined ? {} : { signal }),
    })
    if (response.status < 300) return response.body as Answer
    if (response.status !== 423) throw new ApiError(`POST ${path}`, response.status, response.body)
    const left = deadline - clock.millis()
    if (left <= 0) throw new SlotsTimedOut(`no ${slots} slot(s) of ${listed(names)} were free within ${timeoutSeconds} second(s)`)
    const again = Number(response.headers['retry-after'] ?? AGAIN)
    await clock.wait(Math.min(Math.max(0, again) * 1000, left), signal)
  }
}

/** Says in the log, or by an error when the caller is strict, which limits there are not. */
export function checkFound(
  session: Session,
  { names, strict = false }: Pick<Wanted, 'names' | 'strict'>,
  found: readonly { name: string }[],
): void {
  const missing = names.filter((name) => !found.some((limit) => limit.name === name))
  if (missing.length === 0) return
  const text = `there is no concurrency limit ${listed(missing)}`
  if (strict) throw new MillraceError(`${text}; create it first`)
  const log = activeTaskRun.peek()?.log ?? activeFlowRun.peek()?.log
  if (log === undefined) session.print('WARNING', now(), 'millrace', `${text}: nothing is limited by it`, false)
  else log.warn(`${text}: nothing is limited by it`)
}

const listed = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')
