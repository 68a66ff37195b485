import { z } from 'zod'
import { route } from '../route.ts'
import { jsonObject, uuid } from '../values/scalars.ts'
import { nothing } from './replies.ts'

/** What may be set aside: an event that triggers could not look at, an action that was tried as often as it is. */
export const DEAD_LETTER_KINDS = ['event', 'action'] as const

const deadLetter = z.object({
  id: uuid,
  /** When it was set aside. */
  created: z.string(),
  kind: z.enum(DEAD_LETTER_KINDS),
  /** Of an event its name, of an action its type. */
  name: z.string(),
  /** Whose action it is; null for events. */
  automation_id: uuid.nullable(),
  attempts: z.int(),
  problem: z.string(),
  /** The event, or the action with the firing that asked for it. */
  letter: jsonObject,
})
/** An event or action that was tried too often and set aside, so that others go on. */
export type DeadLetter = z.output<typeof deadLetter>

const byId = { params: z.object({ id: uuid }), reply: nothing, status: [204], refuses: [404] } as const

/** What automations could not do in the end: Millrace's own, for its web UI and its command line. */
export const deadLetterRoutes = {
  filter: route({
    method: 'POST',
    path: '/ui/dead_letters/filter',
    summary: 'Events and actions that were tried too often and set aside, newest first',
    body: z
      .object({
        kind: z.enum(DEAD_LETTER_KINDS).nullable().default(null),
        automation_id: uuid.nullable().default(null),
        limit: z.int().min(1).max(200).default(50),
        offset: z.int().min(0).max(1_000_000).default(0),
      })
      .prefault({}),
    reply: z.object({ count: z.int(), dead_letters: z.array(deadLetter) }),
    status: [200],
  }),
  retry: route({
    method: 'POST',
    path: '/ui/dead_letters/{id}/retry',
    summary: 'Try anew what was set aside',
    ...byId,
  }),
  drop: route({
    method: 'DELETE',
    path: '/ui/dead_letters/{id}',
    summary: 'Give up what was set aside',
    ...byId,
  }),
} as const
