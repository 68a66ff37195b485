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

/** What the address says of the list; defaults are left out. */
export interface RunsSearch {
  readonly state?: StateType
  readonly name?: string
  readonly tag?: string
  readonly page?: number
}

/** Reads the address; what makes no sense counts as not said. */
export function runsSearch(search: Record<string, unknown>): RunsSearch {
  const { state, name, tag, page } = search
  const known = STATE_TYPES.find((type) => type === state)
  return {
    ...(known === undefined ? {} : { state: known }),
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    ...(typeof tag === 'string' && tag !== '' ? { tag } : {}),
    ...(typeof page === 'number' && Number.isInteger(page) && page > 1 ? { page } : {}),
  }
}
