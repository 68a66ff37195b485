/** The states that the list can be filtered by, as in the API. */
export const STATE_TYPES = [
  'SCHEDULED',
  'PENDING',
  'RUNNING',
  'PAUSED',
  'COMPLETED',
  'FAILED',
  'CRASHED',
  'CANCELLING',
  'CANCELLED',
] as const

export type StateType = (typeof STATE_TYPES)[number]

export const RUN_KINDS = ['flow', 'task'] as const
type RunKind = (typeof RUN_KINDS)[number]

/** How far back the list goes; relative times stay relative in the address. */
export const SINCES = ['-1h', '-24h', '-7d', '-30d'] as const
type Since = (typeof SINCES)[number]

/** What the address says of the list; defaults are left out. */
export interface RunsSearch {
  readonly tab?: RunKind
  readonly state?: StateType
  readonly name?: string
  readonly flow?: string
  readonly tag?: string
  readonly since?: Since
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined

/** Reads the address; what makes no sense counts as not said. */
export function runsSearch(search: Record<string, unknown>): RunsSearch {
  const read = {
    tab: search['tab'] === 'task' ? 'task' : undefined,
    state: STATE_TYPES.find((type) => type === search['state']),
    name: textOf(search['name']),
    flow: textOf(search['flow']),
    tag: textOf(search['tag']),
    since: SINCES.find((since) => since === search['since']),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

const HOURS: Readonly<Record<Since, number>> = { '-1h': 1, '-24h': 24, '-7d': 168, '-30d': 720 }

/** Milliseconds that a relative time goes back. */
export const lengthOf = (since: Since): number => HOURS[since] * 3_600_000

/** True where the list shows less than everything. */
export const isFiltered = ({ state, name, flow, tag, since }: RunsSearch): boolean =>
  state !== undefined || name !== undefined || flow !== undefined || tag !== undefined || since !== undefined
