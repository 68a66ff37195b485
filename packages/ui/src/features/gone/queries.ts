import { queryOptions } from '@tanstack/react-query'
import type { auditRoutes, DELETED_KINDS, ReplyOf } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { orNull } from '../../api/or-null.ts'

/** The kinds of objects of which one can ask whether they were deleted. */
export type GoneKind = (typeof DELETED_KINDS)[number]

export type Gone = ReplyOf<(typeof auditRoutes)['gone']>

/** Who deleted an object that is not there; null for a server that does not tell. */
export const goneQuery = (kind: GoneKind, id: string) =>
  queryOptions({
    queryKey: ['gone', kind, id],
    queryFn: ({ signal }): Promise<Gone | null> => orNull(api.audit.gone({ params: { kind, id }, signal })),
  })
