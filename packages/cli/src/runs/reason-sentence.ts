import type { Reason } from '@millrace/protocol'
import { durationWords, localTime, relativeTime } from '../output/times.ts'

/** Why a run is where it is, as a sentence; undefined for a code of a newer server. */
export function reasonSentence(reason: Reason, now: number = Date.now()): string | undefined {
  switch (reason.code) {
    case 'scheduled':
      return `Starts ${relativeTime(reason.at, now)}, at ${timeIn(reason.at, reason.timezone)}.`
    case 'due':
      return `Is due${reason.at === null ? '' : ` since ${ago(reason.at, now)}`}; nothing is known to keep it${reason.pool === null ? '' : ` in ${place(reason.pool, reason.queue)}`}.`
    case 'no_worker':
      return noWorker(reason, now)
    case 'wrong_worker_type':
      return `Work pool '${reason.pool}' is of type ${reason.pool_type}, and only workers of type ${reason.worker_types.join(', ')} poll it. Start one: millrace worker start -p ${reason.pool}`
    case 'pool_paused':
      return `Work pool '${reason.pool}' is paused. Resume it: millrace work-pool resume ${reason.pool}`
    case 'queue_paused':
      return `Work queue '${reason.queue}' is paused. Resume it: millrace work-queue resume ${reason.queue}${reason.pool === null ? '' : ` -p ${reason.pool}`}`
    case 'no_queue':
      return reason.deployment === null
        ? 'The run has neither a deployment nor a work queue, so nobody picks it up.'
        : `Deployment '${reason.deployment.name}' has no work queue, and no program serves it, so nobody picks the run up.`
    case 'pool_full':
      return `Work pool '${reason.pool}' runs ${reason.running} of ${reason.limit}; ${before(reason.before)}.`
    case 'queue_full':
      return `Work queue '${reason.queue}' runs ${reason.running} of ${reason.limit}; ${before(reason.before)}.`
    case 'waiting_for_slot':
      return waitsForSlot(reason)
    case 'pending':
      return `${reason.worker === null ? 'Somebody' : `Worker '${reason.worker}'`} took it${reason.since === null ? '' : ` ${relativeTime(reason.since, now)}`}${reason.doing === null ? '.' : `: ${reason.doing}`}`
    case 'running':
      return `Runs${reason.since === null ? '' : ` since ${ago(reason.since, now)}`}, attempt ${reason.attempt} of ${reason.attempts}${list(reason.running, '; now in ')}.`
    case 'awaiting_retry':
      return awaitsRetry(reason, now)
    case 'failed':
      return failed(reason)
    case 'crashed':
      return crashed(reason)
    case 'completed':
      return completed(reason)
    case 'paused':
      return paused(reason, now)
    case 'cancelling':
      return `Is to be cancelled${reason.since === null ? '' : `, asked ${relativeTime(reason.since, now)}`}${because(reason)}.`
    case 'cancelled':
      return `Cancelled${reason.at === null ? '' : ` at ${localTime(reason.at)}`}${because(reason)}.${reason.children === 0 ? '' : ` ${reason.children_stopped} of ${reason.children} subflow runs have stopped.`}`
  }
  return undefined
}

type Coded<Code extends Reason['code']> = Extract<Reason, { readonly code: Code }>

function noWorker({ pool, pool_type: type, since }: Coded<'no_worker'>, now: number): string {
  const of = type === null ? '' : ` of type ${type}`
  const start = `Start one: millrace worker start -p ${pool}`
  if (since === null) return `No worker for work pool '${pool}'${of} has ever polled it. ${start}`
  return `No worker for work pool '${pool}'${of} has polled since ${localTime(since)} (${relativeTime(since, now)}). ${start}`
}

function waitsForSlot({ limit, used, slots, place: position, holders }: Coded<'waiting_for_slot'>): string {
  const names = holders.flatMap(({ name, id }) => name ?? id ?? [])
  const taken = names.length === 0 ? 'taken' : `taken by ${names.join(', ')}${used > names.length ? ' and others' : ''}`
  return `Waits for a slot of '${limit.name}' (${used} of ${slots} ${taken})${position === null ? '' : `; number ${position} in line`}.`
}

function awaitsRetry({ at, attempt, attempts, task, message }: Coded<'awaiting_retry'>, now: number): string {
  const begins = `Attempt ${attempt}${attempts === null ? '' : ` of ${attempts}`} begins${at === null ? '' : ` ${relativeTime(at, now)}`}.`
  return message === null ? begins : `${begins} Attempt ${attempt - 1} failed${task === null ? '' : ` in '${task.name}'`}: ${message}`
}

function failed({ task, place: position, of, message, attempts }: Coded<'failed'>): string {
  const who = task === null ? 'The flow' : `Task '${task.name}'${position === null ? '' : ` (${position} of ${of})`}`
  return `${who} failed${attempts > 1 ? ` after ${attempts} attempts` : ''}${message === null ? '.' : `: ${message}`}`
}

function crashed({ message, lapsed, last_sign: lastSign }: Coded<'crashed'>): string {
  if (message !== null) return message
  const sign = lastSign === null ? '' : ` since ${localTime(lastSign)}`
  return `No sign of life${sign}${lapsed === null ? '' : `; its lease lapsed at ${localTime(lapsed)}`}.`
}

function completed({ tasks, failed: named, failed_count: count, warnings }: Coded<'completed'>): string {
  const more = count > named.length ? ' and others' : ''
  const parts = [
    ...(count === 0
      ? []
      : [`${count} failed task${count === 1 ? '' : 's'} of ${tasks}${list(named, ' (')}${named.length === 0 ? '' : `${more})`}`]),
    ...(warnings === 0 ? [] : [`${warnings} warning${warnings === 1 ? '' : 's'}`]),
  ]
  return parts.length === 0 ? 'Completed.' : `Completed with ${parts.join(', ')}.`
}

function paused({ since, until, suspended, input, description }: Coded<'paused'>, now: number): string {
  const what = suspended ? 'Is suspended' : 'Waits'
  const wait = since === null ? '' : ` for ${durationWords((now - Date.parse(since)) / 1000)}`
  const how = input
    ? ' Resume it with what it asks for: millrace flow-run resume ID --input NAME=VALUE'
    : ' Resume it: millrace flow-run resume ID'
  return `${what}${wait}${until === null ? '' : `, until ${localTime(until)} at most`}${description === null ? '.' : `: ${description}`}${how}`
}

const because = ({ by, reason }: Coded<'cancelling' | 'cancelled'>): string =>
  `${by === null ? '' : ` by ${by}`}${reason === null ? '' : `: ${reason.replace(/\.$/, '')}`}`

const before = (count: number): string =>
  count === 0 ? 'this one is next' : count === 1 ? '1 run is before this one' : `${count} runs are before this one`

const place = (pool: string, queue: string | null): string => `work pool '${pool}'${queue === null ? '' : `, queue '${queue}'`}`

const list = (items: readonly { readonly name: string }[], lead: string): string =>
  items.length === 0 ? '' : `${lead}${items.map(({ name }) => name).join(', ')}`

/** How long ago, after "since". */
const ago = (instant: string, now: number): string => `${durationWords((now - Date.parse(instant)) / 1000)} ago`

function timeIn(instant: string, timezone: string | null): string {
  if (timezone === null) return localTime(instant)
  const there = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: timezone }).format(new Date(instant))
  return `${there} ${timezone} (${instant.replace('T', ' ').slice(0, 19)} UTC)`
}
