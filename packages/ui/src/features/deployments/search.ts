/** What the address says of the list; defaults are left out. */
export interface DeploymentsSearch {
  readonly name?: string
  readonly tag?: string
  /** One of `ORDERS`. */
  readonly sort?: string
  readonly page?: number
}

/** Reads the address; what makes no sense counts as not said. */
export function deploymentsSearch({ name, tag, sort, page }: Record<string, unknown>): DeploymentsSearch {
  return {
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    ...(typeof tag === 'string' && tag !== '' ? { tag } : {}),
    ...(typeof sort === 'string' && sort !== '' ? { sort } : {}),
    ...(typeof page === 'number' && Number.isInteger(page) && page > 1 ? { page } : {}),
  }
}
