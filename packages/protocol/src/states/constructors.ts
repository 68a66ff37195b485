import type { Json } from '../values/scalars.ts'
import type { Timestamp } from '../values/instants.ts'
import type { StateCreateInput } from './state.ts'

interface Extra {
  readonly message?: string | null
  readonly data?: Json
  readonly name?: string
  readonly details?: StateCreateInput['state_details']
}

const make = (type: StateCreateInput['type'], name: string, extra: Extra): StateCreateInput => ({
  type,
  name: extra.name ?? name,
  message: extra.message ?? null,
  data: extra.data ?? null,
  state_details: extra.details ?? {},
})

/** To be run at `scheduledTime`. */
export const scheduled = (scheduledTime: Timestamp, extra: Extra = {}): StateCreateInput =>
  make('SCHEDULED', 'Scheduled', { ...extra, details: { ...extra.details, scheduled_time: scheduledTime } })

/** Waiting for its next attempt, which begins at `scheduledTime`. */
export const awaitingRetry = (scheduledTime: Timestamp, extra: Extra = {}): StateCreateInput =>
  scheduled(scheduledTime, { name: 'AwaitingRetry', ...extra })

export const pending = (extra: Extra = {}): StateCreateInput => make('PENDING', 'Pending', extra)
export const running = (extra: Extra = {}): StateCreateInput => make('RUNNING', 'Running', extra)
export const retrying = (extra: Extra = {}): StateCreateInput => make('RUNNING', 'Retrying', extra)
export const completed = (extra: Extra = {}): StateCreateInput => make('COMPLETED', 'Completed', extra)
export const failed = (extra: Extra = {}): StateCreateInput => make('FAILED', 'Failed', extra)
export const timedOut = (extra: Extra = {}): StateCreateInput => make('FAILED', 'TimedOut', extra)
export const crashed = (extra: Extra = {}): StateCreateInput => make('CRASHED', 'Crashed', extra)
export const cancelling = (extra: Extra = {}): StateCreateInput => make('CANCELLING', 'Cancelling', extra)
export const cancelled = (extra: Extra = {}): StateCreateInput => make('CANCELLED', 'Cancelled', extra)
export const paused = (extra: Extra = {}): StateCreateInput => make('PAUSED', 'Paused', extra)
