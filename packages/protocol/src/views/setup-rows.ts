import { z } from 'zod'
import { deploymentSchedule, deploymentStatus } from '../objects/deployment.ts'
import { worker, workerReport } from '../objects/work-pool.ts'
import { tags, uuid } from '../values/scalars.ts'
import { runBar } from './rows.ts'

const text = z.string().nullable()

/** A deployment with what a list says of it. */
export const deploymentRow = z.object({
  id: uuid,
  name: z.string(),
  flow: z.object({ id: uuid, name: z.string() }),
  tags,
  paused: z.boolean(),
  status: deploymentStatus.nullable(),
  work_pool: z
    .object({ name: z.string(), is_paused: z.boolean(), online_workers: z.int(), concurrency_limit: z.int().nullable() })
    .nullable(),
  work_queue: z.object({ name: z.string(), is_paused: z.boolean() }).nullable(),
  schedules: z.array(deploymentSchedule),
  /** The next run that waits for its time, whoever made it. */
  next_run: z.object({ id: uuid, name: z.string(), at: z.string() }).nullable(),
  /** The latest twenty that were to begin, the oldest first. */
  runs: z.array(runBar),
  /** Required parameters that have neither a value nor a default: a run has to be given them. */
  missing_parameters: z.array(z.string()),
})
export type DeploymentRowView = z.output<typeof deploymentRow>

/** A work pool with who serves it and what waits in it. */
export const workPoolRow = z.object({
  id: uuid,
  name: z.string(),
  type: z.string(),
  description: text,
  is_paused: z.boolean(),
  /** Runs it may have at once; null for any number. */
  concurrency_limit: z.int().nullable(),
  /** Runs that use its slots. */
  running: z.int(),
  queues: z.int(),
  online_workers: z.int(),
  /** When somebody last asked it for runs, or was heard of. */
  last_polled: text,
  /** Runs that are due and that nobody has taken yet. */
  waiting: z.int(),
  /** When the one that waits longest was to begin. */
  oldest_wait: text,
})
export type WorkPoolRowView = z.output<typeof workPoolRow>

/** A worker as the list of a pool's workers has it. */
export const workerRow = worker.extend({
  /** As `docker`; null where it did not say. */
  type: z.string().nullable(),
  /** Null for workers that say nothing of themselves, as those of Prefect. */
  self_report: workerReport.nullable(),
})
export type WorkerRowView = z.output<typeof workerRow>
