import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import type { AuditEntry, AuditFilter, ReplyOf, auditRoutes } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { serverNow } from '../../time/server-clock.ts'
import type { AuditSearch } from './search.ts'

const PAGE = 100
const HOURS = { '24h': 24, '7d': 7 * 24, '30d': 30 * 24 } as const

function filterOf({ span, who, action, id, refused }: AuditSearch): AuditFilter {
  const since = span === undefined || span === 'all' ? null : new Date(serverNow() - HOURS[span] * 3_600_000).toISOString()
  return { since, who: who ?? null, action: action ?? null, id: id ?? null, refused: refused ?? null }
}

type Answer = ReplyOf<(typeof auditRoutes)['filter']>

const read = (search: AuditSearch, before: number | null, limit: number, signal?: AbortSignal): Promise<Answer> =>
  api.audit.filter({ body: { filter: filterOf(search), before, limit }, ...(signal === undefined ? {} : { signal }) })

/** Who did what, newest first; null for a server that keeps no audit log. */
export const auditQuery = (search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ['audit', search],
    queryFn: ({ pageParam, signal }) =>
      read(search, pageParam, PAGE, signal).catch((error: unknown) => {
        if (error instanceof CallRefused && (error.status === 404 || error.status === 405)) return null
        throw error
      }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => (last?.more === true ? (last.entries.at(-1)?.number ?? null) : null),
    placeholderData: keepPreviousData,
  })

/** Entries that one export has at most. */
export const MOST_EXPORTED = 10_000

/** All entries that a search finds, newest first, up to the most that one export has. */
export async function allEntries(search: AuditSearch, onRead: (count: number) => void): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = []
  let before: number | null = null
  for (;;) {
    const page: Answer = await read(search, before, 200)
    entries.push(...page.entries)
    onRead(entries.length)
    before = page.entries.at(-1)?.number ?? null
    if (!page.more || before === null || entries.length >= MOST_EXPORTED) return entries.slice(0, MOST_EXPORTED)
  }
}

/** What came of computing the chain of hashes again. */
export interface Verified {
  readonly checked: number
  readonly last: number
  readonly broken: { readonly number: number; readonly reason: string } | null
}

/** Computes the whole chain again, a million entries a call. */
export async function verifyChain(): Promise<Verified> {
  let checked = 0
  let after = 0
  for (;;) {
    const part = await api.audit.verify({ query: { after } })
    checked += part.checked
    if (!part.more || part.broken !== null) return { checked, last: part.last, broken: part.broken }
    after = part.last
  }
}
