import type { auditRoutes, Handlers } from '@millrace/protocol'
import { presentEntry } from '../audit/chain.ts'
import { verifyChain } from '../audit/verify-chain.ts'
import { retentionOf, whoDeleted } from '../audit/who-deleted.ts'
import type { RequestContext } from '../http/request-context.ts'
import { listAuditEntries } from '../store/queries/audit-entries.ts'

/** Handlers of what was done, by whom. */
export const auditHandlers: Handlers<typeof auditRoutes, RequestContext> = {
  async filter({ store }, { body: { filter, before, limit } }) {
    const rows = await store.read((queries) => listAuditEntries(queries, { ...filter, before: before ?? null, limit: limit + 1 }))
    return { entries: rows.slice(0, limit).map(presentEntry), more: rows.length > limit }
  },

  verify: ({ store }, { query: { after }, signal }) => verifyChain(store, after, { signal }),

  async gone(context, { params: { kind, id } }) {
    return { deleted: await whoDeleted(context, kind, id), retention: retentionOf(context, kind, id) }
  },
}
