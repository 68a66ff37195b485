import { queryOptions } from '@tanstack/react-query'
import type { ConcurrencyLimit } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'

/** Milliseconds between two looks: nothing tells of slots that are taken within a run. */
const LOOKS = 30_000

/** What takes or frees slots, or changes limits, as the names of events begin. */
export const SLOT_CHANGES = ['prefect.concurrency-limit', 'prefect.flow-run.', 'prefect.task-run.']

/** Every limit that one call answers: 200 of them. */
export const limitsQuery = queryOptions({
  queryKey: ['concurrency limits'],
  queryFn: ({ signal }) => api.concurrencyLimitsV2.filter({ body: {}, signal }),
  refetchInterval: LOOKS,
})

export const limitQuery = (id: string) =>
  queryOptions({
    queryKey: ['concurrency limit', id],
    queryFn: ({ signal }) => api.concurrencyLimitsV2.read({ params: { id_or_name: id }, signal }),
    refetchInterval: LOOKS,
  })

/** Who holds slots and who waits; null where the server does not tell. */
export const slotsQuery = (id: string) =>
  queryOptions({
    queryKey: ['concurrency limit', id, 'slots'],
    queryFn: ({ signal }) =>
      api.serverViews.slots({ params: { id }, signal }).catch((error: unknown) => {
        if (error instanceof CallRefused && error.status === 404) return null
        throw error
      }),
    refetchInterval: LOOKS,
  })

const TAG = 'tag:'

/** The tag that a limit is on; undefined for a limit on a name. */
export const tagOf = (name: string): string | undefined => (name.startsWith(TAG) ? name.slice(TAG.length) : undefined)

/** What somebody decides about a limit. */
export interface LimitParts {
  readonly name: string
  readonly limit: number
  readonly active: boolean
  readonly slot_decay_per_second: number
}

/** Makes a limit on a name, or on a tag, which is one on the name `tag:<tag>`. */
export const createLimit = (kind: 'name' | 'tag', { name, limit, ...rest }: LimitParts): Promise<{ readonly id: string }> =>
  kind === 'tag'
    ? api.concurrencyLimits.create({ body: { tag: name, concurrency_limit: limit } })
    : api.concurrencyLimitsV2.create({ body: { name, limit, ...rest } })

export const changeLimit = (id: string, parts: Partial<LimitParts>) =>
  api.concurrencyLimitsV2.update({ params: { id_or_name: id }, body: parts })

export const deleteLimit = (id: string) => api.concurrencyLimitsV2.delete({ params: { id_or_name: id } })

/** Frees every slot. */
export const resetLimit = async ({ id, name }: ConcurrencyLimit): Promise<unknown> => {
  const tag = tagOf(name)
  return tag === undefined
    ? api.concurrencyLimitsV2.update({ params: { id_or_name: id }, body: { active_slots: 0 } })
    : api.concurrencyLimits.reset({ params: { tag }, body: {} })
}

/** Ends a lease, and frees its slots with it. */
export const releaseLease = (leaseId: string) => api.concurrencyLimitsV2.decrementWithLease({ body: { lease_id: leaseId } })

/** Gives back slots that are held without a lease. */
export const releaseUnleased = (name: string, slots: number) => api.concurrencyLimitsV2.decrement({ body: { names: [name], slots } })
