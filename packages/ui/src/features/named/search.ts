/** What the address says of a list that is filtered by name; defaults are left out. */
export interface NamedSearch {
  readonly name?: string
  readonly page?: number
  /** The order: one of `ORDERS` where the list comes page by page, a column of one that is there as a whole. */
  readonly sort?: string
}

/** Reads the address; what makes no sense counts as not said. */
export function namedSearch({ name, page, sort }: Record<string, unknown>): NamedSearch {
  return {
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    ...(typeof sort === 'string' && sort !== '' ? { sort } : {}),
    ...(typeof page === 'number' && Number.isInteger(page) && page > 1 ? { page } : {}),
  }
}
