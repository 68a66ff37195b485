import { z } from 'zod'
import { actor, auditEntry } from '../objects/account.ts'
import { route } from '../route.ts'
import { timestamp } from '../values/timestamp.ts'

const auditFilter = z.object({
  since: timestamp.nullish(),
  until: timestamp.nullish(),
  /** Part of the name of who did it. */
  who: z.string().max(200).nullish(),
  /** The beginning of the action: `deployments.`, `deployments.delete`. */
  action: z.string().max(200).nullish(),
  /** The id of what it was done to. */
  id: z.string().max(200).nullish(),
  /** Only what was refused. */
  refused: z.boolean().nullish(),
})

/** The kinds of objects of which one can ask whether they were deleted. */
export const DELETED_KINDS = [
  'flow',
  'flow-run',
  'task-run',
  'deployment',
  'work-pool',
  'work-queue',
  'block',
  'variable',
  'automation',
  'concurrency-limit',
  'artifact',
] as const

/** What was done, by whom: Millrace's own. */
export const auditRoutes = {
  filter: route({
    method: 'POST',
    path: '/audit/filter',
    summary: 'List entries of the audit log, newest first',
    body: z
      .object({
        filter: auditFilter.prefault({}),
        /** Only entries before this number: the last of the page before. */
        before: z.int().min(1).nullish(),
        limit: z.int().min(1).max(200).default(100),
      })
      .prefault({}),
    reply: z.object({ entries: z.array(auditEntry), more: z.boolean() }),
    status: [200],
  }),
  verify: route({
    method: 'GET',
    path: '/audit/verify',
    summary: 'Compute the chain of hashes of the audit log again, up to a hundred thousand entries a call',
    query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
    reply: z.object({
      /** Entries that were looked at, and the number of the last of them. */
      checked: z.int(),
      last: z.int(),
      /** More follow: ask again with `after` the last one. */
      more: z.boolean(),
      /** The first entry that is not what was written, and why; null where all are. */
      broken: z.object({ number: z.int(), reason: z.string() }).nullable(),
    }),
    status: [200],
  }),
  gone: route({
    method: 'GET',
    path: '/ui/gone/{kind}/{id}',
    summary: 'Who deleted an object that is not there, and when; null where nobody is known to have',
    params: z.object({
      kind: z.enum(DELETED_KINDS),
      /** Of a work pool also its name, of a queue also `pool:queue`, by which their pages are found. */
      id: z.string().min(1).max(500),
    }),
    reply: z.object({
      deleted: z
        .object({
          at: z.string(),
          who: actor,
          name: z.string().nullable(),
          /** What was deleted and took this with it, such as the flow of a run; null where it was deleted itself. */
          with: z.object({ kind: z.enum(DELETED_KINDS), id: z.string().nullable(), name: z.string().nullable() }).nullable(),
        })
        .nullable(),
      /** For a run of so long ago that the server's retention may have deleted it: when its id was made, and how many seconds runs are kept. */
      retention: z.object({ made: z.string(), kept_for: z.number() }).nullable(),
    }),
    status: [200],
  }),
} as const

export type AuditFilter = z.input<typeof auditFilter>
