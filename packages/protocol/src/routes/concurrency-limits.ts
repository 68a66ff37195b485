import { z } from 'zod'
import { page } from '../filters/criteria.ts'
import { heldConcurrencyLimit, tagConcurrencyLimit, tagConcurrencyLimitCreate } from '../objects/concurrency-limit.ts'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'

const byId = z.object({ id: uuid })
const byTag = z.object({ tag: z.string() })
/** A body, and it is `null`: so these routes have answered since 2.0. */
const acknowledged = z.null()
const slot = z.object({ names: z.array(z.string()), task_run_id: uuid })

/** Limits on tags of task runs, in the form of 2.x. */
export const concurrencyLimitRoutes = {
  create: route({
    method: 'POST',
    path: '/concurrency_limits/',
    summary: 'Limit the task runs that carry a tag, or change the limit of that tag',
    body: tagConcurrencyLimitCreate,
    reply: tagConcurrencyLimit,
    status: [201, 200],
  }),
  read: route({
    method: 'GET',
    path: '/concurrency_limits/{id}',
    summary: 'Read the limit of a tag',
    params: byId,
    reply: tagConcurrencyLimit,
    status: [200],
  }),
  readByTag: route({
    method: 'GET',
    path: '/concurrency_limits/tag/{tag}',
    summary: 'Read the limit of a tag by the tag',
    params: byTag,
    reply: tagConcurrencyLimit,
    status: [200],
  }),
  filter: route({
    method: 'POST',
    path: '/concurrency_limits/filter',
    summary: 'List the limits of tags',
    body: z.object(page).prefault({}),
    reply: z.array(tagConcurrencyLimit),
    status: [200],
  }),
  reset: route({
    method: 'POST',
    path: '/concurrency_limits/tag/{tag}/reset',
    summary: 'Free every slot of a tag, and give them to the task runs named',
    params: byTag,
    body: z.object({ slot_override: z.array(uuid).nullish() }).prefault({}),
    reply: acknowledged,
    status: [200],
  }),
  delete: route({
    method: 'DELETE',
    path: '/concurrency_limits/{id}',
    summary: 'Delete a limit',
    params: byId,
    reply: acknowledged,
    status: [200],
  }),
  deleteByTag: route({
    method: 'DELETE',
    path: '/concurrency_limits/tag/{tag}',
    summary: 'Delete the limit of a tag',
    params: byTag,
    reply: acknowledged,
    status: [200],
  }),
  increment: route({
    method: 'POST',
    path: '/concurrency_limits/increment',
    summary: 'Take a slot of each tag for a task run',
    body: slot,
    reply: z.array(heldConcurrencyLimit),
    status: [200],
    refuses: [423],
  }),
  decrement: route({
    method: 'POST',
    path: '/concurrency_limits/decrement',
    summary: 'Give back the slots of a task run',
    body: slot,
    reply: z.array(heldConcurrencyLimit),
    status: [200],
  }),
} as const
