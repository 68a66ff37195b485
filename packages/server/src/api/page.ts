import type { ServerContext } from '../context.ts'
import { written } from '../http/json-text.ts'

interface Page<Item> {
  readonly results: Item[]
  readonly count: number
  readonly limit: number
  readonly pages: number
  readonly page: number
}

/** What part of a list somebody asks for; the limit is the setting's where none is given. */
export interface Slice {
  readonly limit: number
  readonly offset: number
}

/** The part of a list that a filter route's body asks for. */
export const sliceOf = (
  { settings }: ServerContext,
  { limit, offset }: { readonly limit?: number | null | undefined; readonly offset: number },
): Slice => ({ limit: limit ?? settings.server.api.defaultLimit, offset })

/** The part of a list that a paginate route's body asks for; pages count from 1. */
export function pageSliceOf(
  { settings }: ServerContext,
  { limit, page }: { readonly limit?: number | null | undefined; readonly page: number },
): Slice {
  const size = limit ?? settings.server.api.defaultLimit
  return { limit: size, offset: Math.min((page - 1) * size, Number.MAX_SAFE_INTEGER) }
}

/** One page as the paginate routes answer it. */
export const pageAnswer = <Item>(results: Item[], count: number, page: number, { limit }: Slice): Page<Item> => ({
  results,
  count,
  limit,
  pages: limit > 0 ? Math.ceil(count / limit) : 0,
  page,
})

/** As `pageAnswer`, of results that are JSON already. */
export function writtenPage<Item>(results: Buffer, count: number, page: number, slice: Slice): Page<Item> {
  const rest = JSON.stringify(pageAnswer([], count, page, slice)).slice('{"results":[]'.length)
  return written(Buffer.concat([Buffer.from('{"results":'), results, Buffer.from(rest)]))
}
