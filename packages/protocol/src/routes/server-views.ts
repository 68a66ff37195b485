import { z } from 'zod'
import { automation } from '../automations/automation.ts'
import { trigger } from '../automations/trigger.ts'
import { eventFilter } from '../filters/event-filter.ts'
import { receivedEvent } from '../objects/event.ts'
import { route } from '../route.ts'
import { stateType } from '../states/state.ts'
import { uuid } from '../values/scalars.ts'
import { session } from './accounts.ts'
import { eventCount, timeUnit } from './events.ts'
import { runHistory } from './run-histories.ts'

const nullableText = z.string().nullable()

/** A count that stops where it no longer matters: with `more` there are at least so many. */
const count = z.object({ count: z.int(), more: z.boolean() })

const run = z.object({
  id: uuid,
  name: z.string(),
  flow_id: uuid,
  flow_name: z.string(),
  deployment_id: uuid.nullable(),
  deployment_name: nullableText,
  state_type: stateType.nullable(),
  state_name: nullableText,
  state_timestamp: nullableText,
  start_time: nullableText,
  end_time: nullableText,
  expected_start_time: nullableText,
})
/** A flow run as lists name it, with its flow and deployment. */
export type NamedRun = z.output<typeof run>

const runs = count.extend({ runs: z.array(run) })

const pool = z.object({
  id: uuid,
  name: z.string(),
  type: z.string(),
  is_paused: z.boolean(),
  /** Runs it may have at once; null for any number. */
  concurrency_limit: z.int().nullable(),
  active_slots: z.int(),
  online_workers: z.int(),
  /** Runs that are due and that nobody has taken yet. */
  waiting: z.int(),
  /** When the one that waits longest was to begin. */
  oldest_wait: nullableText,
  /** What somebody has to do so that what waits begins: start a worker, or resume the pool; null where nothing waits for that. */
  needs: z.enum(['worker', 'resume']).nullable(),
})
/** A work pool with who serves it and what waits in it. */
export type PoolView = z.output<typeof pool>

/** The kinds of objects that a search finds. */
export const SEARCHED = [
  'flow-run',
  'task-run',
  'flow',
  'deployment',
  'work-pool',
  'work-queue',
  'block',
  'variable',
  'automation',
  'concurrency-limit',
  'artifact',
] as const

const found = z.object({
  kind: z.enum(SEARCHED),
  id: uuid,
  name: z.string(),
  /** What it belongs to, such as the flow of a deployment; null where the name says all. */
  of: nullableText,
  state_type: stateType.nullable(),
  state_name: nullableText,
})
/** An object that a search has found. */
export type Found = z.output<typeof found>

const holder = z.object({
  lease_id: uuid,
  type: z.enum(['flow_run', 'task_run', 'deployment']).nullable(),
  id: uuid.nullable(),
  name: nullableText,
  state_type: stateType.nullable(),
  state_name: nullableText,
  slots: z.int(),
  since: z.string(),
  /** Null for a lease that ends only when it is given back. */
  lease_until: nullableText,
})
/** Who holds slots of a limit by a lease. */
export type SlotHolding = z.output<typeof holder>

const firing = z.object({
  /** The event that tells of the firing. */
  id: uuid,
  at: z.string(),
  /** `triggered` or `resolved`. */
  what: z.enum(['triggered', 'resolved']),
  labels: z.record(z.string(), z.string()),
  cause: receivedEvent.nullable(),
  actions: z.array(
    z.object({
      index: z.int(),
      type: z.string(),
      outcome: z.enum(['executed', 'failed']).nullable(),
      reason: nullableText,
      at: z.string(),
    }),
  ),
})
/** One firing of an automation, with what came of its actions. */
export type FiringView = z.output<typeof firing>

const service = z.object({
  name: z.string(),
  /** Seconds between two turns. */
  every: z.number(),
  /** When the last turn ended; null before the first has. */
  last_turn: nullableText,
  /** Seconds that it took. */
  took: z.number().nullable(),
  /** Why it failed, if it did. */
  problem: nullableText,
})

const byId = z.object({ id: uuid })

/** What our web UI asks of the server as a whole: Millrace's own routes, which may change with it. */
export const serverViewRoutes = {
  overview: route({
    method: 'GET',
    path: '/ui/overview',
    summary: 'What needs attention, what runs, what is next: the first page of the web UI',
    reply: z.object({
      now: z.string(),
      failed: runs,
      late: runs,
      paused: runs,
      running: count.extend({ runs: z.array(run.extend({ tasks: z.int(), tasks_done: z.int(), tasks_failed: z.int() })) }),
      next: z.array(run),
      pools: z.array(pool),
      /** By hours, of the last day and, for what is scheduled, of the hour to come. */
      history: z.array(runHistory),
    }),
    status: [200],
  }),
  /** Beside every page: so little that it costs no page anything. */
  sideBar: route({
    method: 'GET',
    path: '/ui/side-bar',
    summary: 'The version of the server, how much needs attention, and who is signed in: what the web UI shows beside every page',
    reply: z.object({
      version: z.string(),
      /** The version of Prefect whose API it speaks. */
      api_version: z.string(),
      /** Runs that failed or crashed in the last 24 hours. */
      failed: count,
      /** Work pools in which runs wait for a worker, or for the pool to be resumed. */
      unserved_pools: z.int(),
      /** As `GET /ui/session` answers it, so that no page asks for it. */
      session,
    }),
    status: [200],
  }),
  search: route({
    method: 'POST',
    path: '/ui/search',
    summary: 'Objects whose name contains, or whose id begins with, a text; of runs, those whose name begins with it',
    body: z.object({ text: z.string().max(200), limit: z.int().min(1).max(50).default(20) }),
    reply: z.array(found),
    status: [200],
  }),
  health: route({
    method: 'GET',
    path: '/ui/health',
    summary: 'How the server is: its database, its background services, what waits',
    reply: z.object({
      version: z.string(),
      api_version: z.string(),
      started: z.string(),
      /** Of this process; bytes. */
      memory: z.int(),
      database: z.object({ kind: z.enum(['sqlite', 'postgres']), version: z.string(), milliseconds: z.number() }),
      services: z.array(service),
      /** `set_aside`: events and actions that were tried too often and wait for nobody but people. */
      waiting: z.object({ events: z.int(), triggers: z.int(), actions: z.int(), set_aside: z.int() }),
    }),
    status: [200],
  }),
  slots: route({
    method: 'GET',
    path: '/ui/concurrency_limits/{id}/slots',
    summary: 'Who holds the slots of a concurrency limit, and which flow runs wait for one, in their order',
    params: byId,
    reply: z.object({
      /** The first 200, the one that has held longest first. */
      holders: z.array(holder),
      /** Slots that are held without a lease. */
      unleased: z.int(),
      /** The first 100 in line. */
      waiting: count.extend({ runs: z.array(run) }),
    }),
    status: [200],
    refuses: [404],
  }),
  automationRows: route({
    method: 'POST',
    path: '/ui/automations/rows',
    summary: 'List automations by name with how often they fired in the days gone by, and the names of what they are about',
    body: z
      .object({
        days: z.int().min(1).max(30).default(7),
        limit: z.int().min(1).max(200).default(200),
        offset: z.int().min(0).default(0),
      })
      .prefault({}),
    reply: z.object({
      rows: z.array(
        automation.extend({
          /** How often it fired in those days, and when last. */
          fired: z.int(),
          last_fired: nullableText,
        }),
      ),
      /** The names of what they act on and wait for, by their ids; without those of what is gone. */
      names: z.record(uuid, z.string()),
    }),
    status: [200],
  }),
  eventCounts: route({
    method: 'POST',
    path: '/ui/events/counts',
    summary: 'Count events over time, and by name without regard to the name and the text that a filter asks for',
    body: z.object({
      filter: eventFilter,
      time_unit: timeUnit.default('day'),
      /** How many units one span lasts. */
      time_interval: z.number().min(0.01).max(10_000).default(1),
    }),
    reply: z.object({ times: z.array(eventCount), names: z.array(eventCount) }),
    status: [200],
  }),
  firings: route({
    method: 'GET',
    path: '/ui/automations/{id}/firings',
    summary: 'The last 50 firings of an automation, newest first, with what came of their actions',
    params: byId,
    reply: z.array(firing),
    status: [200],
    refuses: [404],
  }),
  tryTrigger: route({
    method: 'POST',
    path: '/ui/automations/test',
    summary: 'When a trigger would have fired in the days gone by',
    body: z.object({ trigger, days: z.int().min(1).max(30).default(7) }),
    reply: z.object({
      since: z.string(),
      /** Events that it looked at. */
      events: z.int(),
      /** False when there were too many events to look at all: it began at the newest of them. */
      complete: z.boolean(),
      count: z.int(),
      /** The last twenty, newest first. */
      firings: z.array(z.object({ at: z.string(), labels: z.record(z.string(), z.string()), cause: receivedEvent.nullable() })),
    }),
    status: [200],
  }),
  renderTemplates: route({
    method: 'POST',
    path: '/ui/automations/render',
    summary: 'What the templates of an action would say of an event',
    body: z.object({
      name: z.string().default(''),
      trigger,
      event_id: uuid,
      templates: z.array(z.string().max(20_000)).min(1).max(4),
    }),
    /** For each template its text, or what is wrong with it. */
    reply: z.object({ texts: z.array(z.object({ text: nullableText, problem: nullableText })) }),
    status: [200],
    refuses: [404],
  }),
} as const

/** What the server says of itself. */
export type ServerHealth = z.output<(typeof serverViewRoutes)['health']['reply']>
export type Overview = z.output<(typeof serverViewRoutes)['overview']['reply']>
export type TriedTrigger = z.output<(typeof serverViewRoutes)['tryTrigger']['reply']>
export type HeldSlots = z.output<(typeof serverViewRoutes)['slots']['reply']>
