import { z } from 'zod'
import { page } from '../filters/criteria.ts'
import {
  concurrencyLimit,
  concurrencyLimitCreate,
  concurrencyLimitUpdate,
  heldConcurrencyLease,
  heldConcurrencyLimit,
  leaseDuration,
  leaseHolder,
  newConcurrencyLimit,
  slotMode,
} from '../objects/concurrency-limit.ts'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'
import { nothing } from './replies.ts'

const one = z.object({ id_or_name: z.string() })
const slots = z.int().gt(0)
const names = z.array(z.string())

/** Limits on anything that has a name, with slots held until given back, by a lease, or for as long as they decay. */
export const concurrencyLimitV2Routes = {
  create: route({
    method: 'POST',
    path: '/v2/concurrency_limits/',
    summary: 'Create a concurrency limit',
    body: concurrencyLimitCreate,
    reply: newConcurrencyLimit,
    status: [201],
    refuses: [409],
  }),
  read: route({
    method: 'GET',
    path: '/v2/concurrency_limits/{id_or_name}',
    summary: 'Read a concurrency limit by its id or name',
    params: one,
    reply: concurrencyLimit,
    status: [200],
  }),
  filter: route({
    method: 'POST',
    path: '/v2/concurrency_limits/filter',
    summary: 'List concurrency limits',
    body: z.object(page).prefault({}),
    reply: z.array(concurrencyLimit),
    status: [200],
  }),
  update: route({
    method: 'PATCH',
    path: '/v2/concurrency_limits/{id_or_name}',
    summary: 'Change a concurrency limit',
    params: one,
    body: concurrencyLimitUpdate,
    reply: nothing,
    status: [204],
    refuses: [409],
  }),
  delete: route({
    method: 'DELETE',
    path: '/v2/concurrency_limits/{id_or_name}',
    summary: 'Delete a concurrency limit',
    params: one,
    reply: nothing,
    status: [204],
  }),
  increment: route({
    method: 'POST',
    path: '/v2/concurrency_limits/increment',
    summary: 'Take slots of each limit, or of none; 423 with Retry-After when one is full',
    /** 2.x makes names that do not exist, as inactive limits; 3.x leaves them out. */
    body: z.object({ slots, names, mode: slotMode.default('concurrency'), create_if_missing: z.boolean().nullish() }),
    reply: z.array(heldConcurrencyLimit),
    status: [200],
    refuses: [423],
  }),
  incrementWithLease: route({
    method: 'POST',
    path: '/v2/concurrency_limits/increment-with-lease',
    summary: 'Take slots of each limit, or of none, until the lease is given back or lapses',
    body: z.object({
      slots,
      names,
      mode: slotMode.default('concurrency'),
      lease_duration: leaseDuration.default(300),
      holder: leaseHolder.nullish(),
    }),
    reply: heldConcurrencyLease,
    status: [200],
    refuses: [423],
  }),
  decrement: route({
    method: 'POST',
    path: '/v2/concurrency_limits/decrement',
    summary: 'Give back slots that were taken without a lease',
    body: z.object({ slots, names, occupancy_seconds: z.number().gt(0).nullish(), create_if_missing: z.boolean().nullish() }),
    reply: z.array(heldConcurrencyLimit),
    status: [200],
  }),
  decrementWithLease: route({
    method: 'POST',
    path: '/v2/concurrency_limits/decrement-with-lease',
    summary: 'Give back the slots of a lease; a lease that is gone is as good',
    body: z.object({ lease_id: uuid }),
    reply: nothing,
    status: [204],
  }),
  renewLease: route({
    method: 'POST',
    path: '/v2/concurrency_limits/leases/{lease_id}/renew',
    summary: 'Renew a lease; 410 when it is gone',
    /** Not a uuid: Prefect answers a malformed one 422, unlike in other paths. */
    params: z.object({ lease_id: z.string() }),
    body: z.object({ lease_duration: leaseDuration.default(300) }).prefault({}),
    reply: nothing,
    status: [204],
    refuses: [410],
  }),
} as const
