import type { Reason } from '@millrace/protocol'
import { counted, listInWords, placeInWords } from './counted.ts'

/** How times are said where the sentences are shown. */
export interface TimeWords {
  /** A point in time, such as `21 Nov, 02:30 Europe/Berlin`. */
  readonly at: (time: string, zone?: string | null) => string
  /** How long until or since then, such as `3 h 12 min`. */
  readonly span: (time: string) => string
}

const holders = (names: readonly (string | null)[]): string => listInWords(names.map((name) => name ?? 'somebody'))

const said = (message: string | null): string => (message === null || message === '' ? '.' : `: ${message}`)

/** Why a run is where it is, in a sentence. A code of a newer server that is not known here has none. */
export function sentenceOf(reason: Reason, { at, span }: TimeWords): string | undefined {
  switch (reason.code) {
    case 'scheduled':
      return `Starts in ${span(reason.at)}, at ${at(reason.at, reason.timezone)}.`
    case 'due':
      return reason.pool === null
        ? 'It is due. Whoever serves its deployment has not begun it yet.'
        : `It is due, and waits for a worker of pool ${reason.pool} to take it.`
    case 'no_worker':
      return reason.since === null
        ? `No worker has ever polled pool ${reason.pool}.`
        : `No worker has polled pool ${reason.pool} since ${at(reason.since)} (${span(reason.since)}).`
    case 'wrong_worker_type':
      return `Pool ${reason.pool} needs workers of type ${reason.pool_type}; those that poll it are of type ${listInWords(reason.worker_types)}.`
    case 'pool_paused':
      return `Pool ${reason.pool} is paused.`
    case 'queue_paused':
      return `Queue ${reason.queue} is paused.`
    case 'no_queue':
      return 'It has no work queue, so no worker takes it.'
    case 'pool_full':
      return `Pool ${reason.pool} runs ${reason.running} of ${reason.limit}; ${counted(reason.before, 'run is', 'runs are')} before this one.`
    case 'queue_full':
      return `Queue ${reason.queue} runs ${reason.running} of ${reason.limit}; ${counted(reason.before, 'run is', 'runs are')} before this one.`
    case 'waiting_for_slot':
      return `Waits for a slot of ${reason.limit.name} (${reason.used} of ${reason.slots} taken${
        reason.holders.length === 0 ? '' : ` by ${holders(reason.holders.map(({ name }) => name))}`
      })${reason.place === null ? '.' : `; ${placeInWords(reason.place)} in line.`}`
    case 'pending':
      return `${reason.worker ?? 'Somebody'} took it${reason.since === null ? '' : ` ${span(reason.since)} ago`}${
        reason.doing === null ? ' and has not begun yet.' : ` and is ${reason.doing}.`
      }`
    case 'running':
      return reason.running.length === 0
        ? `Running${reason.since === null ? '' : ` for ${span(reason.since)}`}.`
        : `Running${reason.since === null ? '' : ` for ${span(reason.since)}`}: ${listInWords(reason.running.map(({ name }) => name))}.`
    case 'awaiting_retry':
      return [
        reason.at === null
          ? `Attempt ${reason.attempt + 1}${reason.attempts === null ? '' : ` of ${reason.attempts}`} is to begin.`
          : `Attempt ${reason.attempt + 1}${reason.attempts === null ? '' : ` of ${reason.attempts}`} begins in ${span(reason.at)}.`,
        reason.task === null
          ? reason.message === null
            ? ''
            : `Attempt ${reason.attempt} failed${said(reason.message)}`
          : `Attempt ${reason.attempt} failed in ${reason.task.name}${said(reason.message)}`,
      ]
        .filter((part) => part !== '')
        .join(' ')
    case 'failed':
      return reason.task === null
        ? (reason.message ?? 'It failed.')
        : `${reason.task.name}${reason.place === null || reason.of === null ? '' : ` (task ${reason.place} of ${reason.of})`} failed${
            reason.attempts > 1 ? ` after ${reason.attempts} attempts` : ''
          }${said(reason.message)}`
    case 'crashed':
      return [
        reason.message ?? 'Its process ended without a word.',
        reason.exit_code === null ? '' : `Exit code ${reason.exit_code}.`,
        reason.signal === null ? '' : `Signal ${reason.signal}.`,
        reason.last_sign === null ? '' : `No sign of life since ${at(reason.last_sign)}.`,
        reason.lapsed === null ? '' : `Its lease lapsed at ${at(reason.lapsed)}.`,
      ]
        .filter((part) => part !== '')
        .join(' ')
    case 'completed':
      return reason.failed_count === 0
        ? reason.warnings === 0
          ? `Completed${reason.tasks === 0 ? '' : ` with ${counted(reason.tasks, 'task', 'tasks')}`}.`
          : `Completed with ${counted(reason.warnings, 'warning', 'warnings')}.`
        : `Completed with ${reason.failed_count} failed of ${counted(reason.tasks, 'task', 'tasks')} (${listInWords(
            reason.failed.map(({ name }) => name),
          )})${reason.warnings === 0 ? '.' : `, ${counted(reason.warnings, 'warning', 'warnings')}.`}`
    case 'paused':
      return `${reason.input ? 'Waits for input from a person' : reason.suspended ? 'Suspended' : 'Paused'}${
        reason.since === null ? '' : ` since ${span(reason.since)}`
      }${reason.description === null ? '.' : `: ${reason.description}`}${reason.until === null ? '' : ` Fails at ${at(reason.until)} unless it is resumed.`}`
    case 'cancelling':
      return `Is being cancelled${reason.by === null ? '' : ` by ${reason.by}`}${reason.since === null ? '' : ` since ${span(reason.since)}`}${said(reason.reason)}`
    case 'cancelled':
      return `Cancelled${reason.by === null ? '' : ` by ${reason.by}`}${reason.at === null ? '' : ` at ${at(reason.at)}`}${said(reason.reason)}${
        reason.children === 0 ? '' : ` ${reason.children_stopped} of ${counted(reason.children, 'child', 'children')} stopped.`
      }`
  }
  return undefined
}
