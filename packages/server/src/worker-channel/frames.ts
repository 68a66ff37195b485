import { uuid } from '@millrace/protocol'
import { z } from 'zod'
import { CANCELLING_TIMEOUT, PENDING_CLAIM } from '../cleanups/enqueue-cleanup.ts'

/** The one version of the channel there is, of Prefect 3.8. */
export const VERSION = 'work_pool_worker_channel.v1'

/** What every worker must be able to do on the channel, and what it may. */
export const REQUIRED = ['worker_heartbeat.v1', 'work_pool_snapshot.v1'] as const
export const CLEANUP = 'cleanup_delivery.v1'

const text = z.string().min(1)
const frame = <Type extends string, Payload extends z.ZodType>(type: Type, payload: Payload) =>
  z.strictObject({ type: z.literal(type), id: uuid, sent_at: z.string(), payload })

const operation = { message_id: uuid, reservation_token: text }

/** The first frame of a worker: who it is, whose runs it takes, what it can do. */
export const helloFrame = frame(
  'worker.hello.v1',
  z
    .strictObject({
      consumer_id: uuid,
      worker_name: text,
      worker_type: text,
      heartbeat_interval_seconds: z.int().min(1),
      supported_channel_versions: z.array(text).min(1),
      requested_capabilities: z.array(text).min(1),
      work_queue_names: z.array(text).default([]),
      handled_cleanup_kinds: z.array(z.enum([CANCELLING_TIMEOUT, PENDING_CLAIM])).default([]),
      max_cleanup_concurrency: z.int().min(0).optional(),
      create_pool_if_not_found: z.boolean().default(false),
      default_base_job_template: z.record(z.string(), z.json()).default({}),
      worker_metadata: z.record(z.string(), z.json()).nullish(),
    })
    .refine(({ requested_capabilities: asked }) => REQUIRED.every((capability) => asked.includes(capability))),
)

/** What a worker says once it is known. */
export const workerFrame = z.discriminatedUnion('type', [
  frame('worker.heartbeat.v1', z.strictObject({ consumer_id: uuid, worker_name: text, heartbeat_interval_seconds: z.int().min(1) })),
  frame('cleanup.ack.v1', z.strictObject(operation)),
  frame('cleanup.release.v1', z.strictObject({ ...operation, reason: text })),
  frame('cleanup.renew.v1', z.strictObject(operation)),
])

export type Hello = z.infer<typeof helloFrame>['payload']
export type WorkerFrame = z.infer<typeof workerFrame>
export type CleanupFrame = Exclude<WorkerFrame, { readonly type: 'worker.heartbeat.v1' }>
