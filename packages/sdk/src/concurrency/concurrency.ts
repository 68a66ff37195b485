import { isStatus } from '@millrace/client/errors'
import { currentClock } from '../clock.ts'
import { currentSession, type Session } from '../connection/session.ts'
import { activeFlowRun } from '../context/flow-run.ts'
import { activeTaskRun } from '../context/task-run.ts'
import { describeError } from '../errors.ts'
import { checkedNames, checkFound, type SlotOptions, takeSlots, type Wanted } from './take-slots.ts'

export interface ConcurrencyOptions extends SlotOptions {
  /** How long the server keeps the slots for this process when it falls silent, in seconds, from 60 (default 300). */
  readonly leaseSeconds?: number
}

/** Slots that this code holds; given back by `release` or at the end of an `await using`. */
export interface HeldSlots extends AsyncDisposable {
  release(): Promise<void>
}

interface Lease {
  readonly lease_id: string
  readonly limits: readonly { readonly name: string }[]
}

const PATH = '/v2/concurrency_limits/increment-with-lease'

/**
 * Takes slots of one or several concurrency limits, waiting until they are free, and holds them:
 * `await using _slots = await concurrency('database', 2)`.
 *
 * The slots are renewed while they are held; those of a process that died come free after `leaseSeconds`.
 *
 * @throws SlotsTimedOut after `timeoutSeconds`.
 */
export async function concurrency(names: string | readonly string[], slots = 1, options: ConcurrencyOptions = {}): Promise<HeldSlots> {
  const { leaseSeconds = 300, ...rest } = options
  const body = { mode: 'concurrency', lease_duration: leaseSeconds, holder: holder() }
  const wanted = { ...rest, names: checkedNames(names, slots), slots, path: PATH, body }
  const session = await currentSession()
  const lease = await takeSlots<Lease>(session, wanted)
  checkFound(session, wanted, lease.limits)
  return lease.limits.length === 0 ? NOTHING : hold(session, lease.lease_id, wanted, leaseSeconds)
}

const NOTHING: HeldSlots = { release: () => Promise.resolve(), [Symbol.asyncDispose]: () => Promise.resolve() }

/** Whom people see as the holder: the innermost run. */
function holder(): { readonly type: 'task_run' | 'flow_run'; readonly id: string } | null {
  const task = activeTaskRun.peek()?.info.id
  if (task !== undefined) return { type: 'task_run', id: task }
  const flow = activeFlowRun.peek()?.info.id
  return flow === undefined ? null : { type: 'flow_run', id: flow }
}

/** Renews the lease at a third of its time; one that is gone, as after a long loss of the server, is taken anew. */
function hold(session: Session, leaseId: string, wanted: Wanted, leaseSeconds: number): HeldSlots {
  const { concurrencyLimitsV2 } = session.client
  const log = activeTaskRun.peek()?.log ?? activeFlowRun.peek()?.log
  let current: string | undefined = leaseId
  let renewing: Promise<void> = Promise.resolve()
  const timer = every((leaseSeconds * 1000) / 3, () => (renewing = renewing.then(renew)))

  async function renew(): Promise<void> {
    try {
      if (current !== undefined) {
        await concurrencyLimitsV2.renewLease({ params: { lease_id: current }, body: { lease_duration: leaseSeconds } })
        return
      }
    } catch (error) {
      if (!isStatus(error, 410)) return log?.warn(`The lease of slots could not be renewed, and is tried again: ${describeError(error)}`)
      current = undefined
    }
    try {
      current = (await takeSlots<Lease>(session, { ...wanted, timeoutSeconds: 0 })).lease_id
      log?.warn(`The lease of slots of ${wanted.names.join(', ')} had lapsed and was taken again`)
    } catch (error) {
      log?.error(`The lease of slots of ${wanted.names.join(', ')} has lapsed, others may hold them: ${describeError(error)}`)
    }
  }

  const release = async (): Promise<void> => {
    timer[Symbol.dispose]()
    await renewing
    const own = current
    current = undefined
    if (own === undefined) return
    try {
      await concurrencyLimitsV2.decrementWithLease({ body: { lease_id: own } })
    } catch (error) {
      // What was done under the slots is done: a run does not fail because nobody takes them back.
      if (log === undefined) throw error
      log.warn(
        `The slots of ${wanted.names.join(', ')} come free when their lease lapses, as they could not be given back: ${describeError(error)}`,
      )
    }
  }
  return { release, [Symbol.asyncDispose]: release }
}

/** Calls `turn` every so many milliseconds of the clock in force; does not hold the process alive. */
function every(milliseconds: number, turn: () => void): Disposable {
  const clock = currentClock()
  if (clock.isReal) {
    const timer = setInterval(turn, milliseconds).unref()
    return { [Symbol.dispose]: () => clearInterval(timer) }
  }
  const again = (): Disposable =>
    clock.timer(milliseconds, () => {
      turn()
      timer = again()
    })
  let timer = again()
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() }
}
