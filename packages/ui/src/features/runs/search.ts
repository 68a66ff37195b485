/** The types of states, as in the API. */
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

/** What the list can be filtered by: those types, and `LATE`, which is a name among the scheduled. */
export const STATES = ['LATE', ...STATE_TYPES] as const
type ListedState = (typeof STATES)[number]

export const RUN_KINDS = ['flow', 'task'] as const
export type RunKind = (typeof RUN_KINDS)[number]

/** How far back the list goes; relative times stay relative in the address. */
export const SINCES = ['-1h', '-24h', '-7d', '-30d'] as const
type Relative = (typeof SINCES)[number]

/** The orders of each kind of run, its usual one first. */
export const SORTS = {
  flow: ['START_TIME_DESC', 'START_TIME_ASC', 'END_TIME_DESC', 'NAME_ASC', 'NAME_DESC'],
  task: ['EXPECTED_START_TIME_DESC', 'EXPECTED_START_TIME_ASC', 'END_TIME_DESC', 'NAME_ASC'],
} as const
type FlowRunSort = (typeof SORTS.flow)[number]
type TaskRunSort = (typeof SORTS.task)[number]

/** What the address says of the list; defaults are left out. */
export interface RunsSearch {
  readonly tab?: RunKind
  readonly state?: ListedState
  readonly name?: string
  readonly flow?: string
  readonly tag?: string
  /** How far back, or from when on: an instant in UTC. */
  readonly since?: string
  /** Until when: an instant in UTC. */
  readonly until?: string
  readonly sort?: FlowRunSort | TaskRunSort
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined

const instantOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))
    ? new Date(value).toISOString()
    : undefined

/** Reads the address; what makes no sense counts as not said. */
export function runsSearch(search: Record<string, unknown>): RunsSearch {
  const tab = search['tab'] === 'task' ? 'task' : undefined
  const [usual, ...others] = SORTS[tab ?? 'flow']
  const read = {
    tab,
    state: STATES.find((state) => state === search['state']),
    name: textOf(search['name']),
    flow: textOf(search['flow']),
    tag: textOf(search['tag']),
    since: SINCES.find((since) => since === search['since']) ?? instantOf(search['since']),
    until: instantOf(search['until']),
    sort: search['sort'] === usual ? undefined : others.find((sort) => sort === search['sort']),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

const HOURS: Readonly<Record<Relative, number>> = { '-1h': 1, '-24h': 24, '-7d': 168, '-30d': 720 }

/** True for a time that moves with the clock. */
export const isRelative = (since: string | undefined): since is Relative => SINCES.some((each) => each === since)

/** Milliseconds since 1970 from and until which the list goes; undefined where it is open. */
export function spanOf(
  { since, until }: RunsSearch,
  now: number,
): { readonly from: number | undefined; readonly until: number | undefined } {
  const from = since === undefined ? undefined : isRelative(since) ? now - HOURS[since] * 3_600_000 : Date.parse(since)
  return { from, until: until === undefined ? undefined : Date.parse(until) }
}

/** True where the list shows less than everything. */
export const isFiltered = (search: RunsSearch): boolean => Object.keys(search).some((key) => key !== 'tab' && key !== 'sort')
