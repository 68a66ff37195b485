import { addSeconds } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import { cleanupsOf } from '../cleanups/enqueue-cleanup.ts'
import { deleteEndedCleanups, expireReservations } from '../store/queries/worker-cleanups.ts'
import type { Service } from './service.ts'

/** Seconds for which it is known what became of something that was to be cleared away. */
const KEPT = 86_400

/** Asks another worker when one did not clear away what it was asked to, a few times, and forgets what is done. */
export const createCleanupReconciler = ({ server }: Settings): Service => ({
  name: 'cleanup-reconciler',
  everySeconds: server.services.cleanupReconciler.loopSeconds,
  async runOnce({ store, clock, work }) {
    const now = clock.now()
    const { cleanupMaxDeliveryAttempts: most } = server.workerChannel
    const pools = await store.write(async (tx) => {
      await deleteEndedCleanups(tx, addSeconds(now, -KEPT))
      return await expireReservations(tx, { now, most, limit: server.services.cleanupReconciler.batchSize })
    })
    for (const id of pools) work.notify(cleanupsOf(id))
  },
})
