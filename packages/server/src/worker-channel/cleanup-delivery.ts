import { addSeconds, type Json } from '@millrace/protocol'
import { cleanupsOf } from '../cleanups/enqueue-cleanup.ts'
import type { ServerContext } from '../context.ts'
import { newId } from '../orchestration/chance.ts'
import { readCleanup, reserveCleanups, updateReserved } from '../store/queries/worker-cleanups.ts'
import type { CleanupFrame } from './frames.ts'

/** Milliseconds after which a worker with room is looked for more in any case: other servers tell nobody. */
const LOOK_AGAIN_MS = 5000

interface Scope {
  readonly workPoolId: string
  readonly queueIds: readonly string[]
  readonly kinds: readonly string[]
  /** Most messages that the worker works on at once. */
  readonly most: number
}

type Send = (type: string, payload: Record<string, Json>) => boolean
type Result = Record<string, Json>

/**
 * Asks one worker to clear things away: each is reserved for it under a token of its own, until it says that it is done, gives it back,
 * or lets its time pass.
 */
export class CleanupDelivery {
  readonly #context: ServerContext
  readonly #scope: Scope
  readonly #send: Send
  readonly #underWay = new Set<string>()

  constructor(context: ServerContext, scope: Scope, send: Send) {
    this.#context = context
    this.#scope = scope
    this.#send = send
  }

  /** Answers a worker that says something of a message; one that was asked for nothing is told so. */
  static async answer(delivery: CleanupDelivery | undefined, { id, type, payload }: CleanupFrame): Promise<Result> {
    const operation = type.split('.')[1] ?? ''
    const about = { request_frame_id: id, message_id: payload.message_id, operation, lease_expires_at: null, reason: null, detail: null }
    if (delivery === undefined) return { ...about, status: 'unauthorized', reason: 'cleanup_delivery_not_accepted' }
    return { ...about, ...(await delivery.#settle(type, payload.message_id, payload.reservation_token)) }
  }

  /** Sends what there is to clear away, as far as the worker has room, until the channel closes. */
  async deliver(closed: AbortSignal): Promise<void> {
    const { work, log } = this.#context
    while (!closed.aborted) {
      const notice = work.wait([cleanupsOf(this.#scope.workPoolId)], LOOK_AGAIN_MS, closed)
      try {
        while (this.#underWay.size < this.#scope.most && (await this.#deliverOne()));
      } catch (error) {
        log.warn({ err: error }, 'a worker could not be asked to clear something away')
      }
      await notice
    }
  }

  async #deliverOne(): Promise<boolean> {
    const { store, clock, settings } = this.#context
    const reservation = newId()
    const until = addSeconds(clock.now(), settings.server.workerChannel.cleanupLeaseSeconds)
    const [message] = await store.write((tx) => reserveCleanups(tx, { ...this.#scope, reservation, until, limit: 1 }))
    if (message === undefined) return false
    this.#underWay.add(message.id)
    const { flow_run_id, infrastructure_pid } = message
    return this.#send('cleanup.message.v1', {
      message_id: message.id,
      kind: message.kind,
      reservation_token: reservation,
      lease_expires_at: until,
      delivery_count: message.deliveries,
      work_queue_id: message.work_queue_id,
      target: { flow_run_id, infrastructure_pid },
      data: {},
    })
  }

  async #settle(type: CleanupFrame['type'], id: string, reservation: string): Promise<Result> {
    const { store, clock, settings, work } = this.#context
    const now = clock.now()
    const { cleanupLeaseSeconds, cleanupMaxDeliveryAttempts: most } = settings.server.workerChannel
    const until = addSeconds(now, cleanupLeaseSeconds)
    const settled = await store.write(async (tx): Promise<Result> => {
      const message = await readCleanup(tx, id)
      if (message === undefined || message.work_pool_id !== this.#scope.workPoolId) return refused('not_found')
      if (message.outcome !== null) return refused(message.outcome === 'done' ? 'not_current' : 'dead_lettered')
      if (message.reservation !== reservation) return refused(message.reservation === null ? 'not_current' : 'invalid_token')
      if (type === 'cleanup.renew.v1') {
        await updateReserved(tx, { id, reservation }, { reserved_until: until })
        return { status: 'accepted', lease_expires_at: until }
      }
      const free = { reservation: null, reserved_until: null }
      if (type === 'cleanup.ack.v1') await updateReserved(tx, { id, reservation }, { ...free, outcome: 'done', ended: now })
      else if (message.deliveries >= most) await updateReserved(tx, { id, reservation }, { ...free, outcome: 'given-up', ended: now })
      else await updateReserved(tx, { id, reservation }, free)
      return { status: 'accepted' }
    })
    if (type !== 'cleanup.renew.v1') {
      this.#underWay.delete(id)
      work.notify(cleanupsOf(this.#scope.workPoolId))
    }
    return settled
  }
}

const refused = (status: string): Result => ({ status, reason: status })
