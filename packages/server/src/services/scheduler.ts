import { addSeconds, type Timestamp } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import { horizonOf, missingRuns, scheduleDeployments } from '../scheduling/schedule-deployments.ts'
import { listDeploymentsToSchedule } from '../store/queries/deployment-schedules.ts'
import type { Service, Turn } from './service.ts'

/** Keeps every deployment supplied with the runs that its schedules ask for. */
export const createScheduler = ({ server }: Settings): Service => ({
  name: 'scheduler',
  everySeconds: server.services.scheduler.loopSeconds,
  runOnce: (turn) => scheduleAll(turn, null),
})

/** Seconds for which a change may have waited for its commit. */
const COMMITTING = 1

/** The same for deployments that have just changed, in shorter turns: whatever changed them need not make their runs itself. */
export function createRecentDeploymentsScheduler({ server }: Settings): Service {
  const { recentDeploymentsLoopSeconds: everySeconds } = server.services.scheduler
  let looked: Timestamp | undefined
  return {
    name: 'recent-deployments-scheduler',
    everySeconds,
    async runOnce(turn) {
      const now = turn.clock.now()
      // From where the last turn looked, so that no change falls between them; as far back as two turns where that is not known.
      const since = looked === undefined || looked > now ? addSeconds(now, -2 * everySeconds) : looked
      const made = await scheduleAll(turn, addSeconds(since, -COMMITTING))
      looked = now
      return made
    },
  }
}

/** Makes what is missing, batch by batch; answers how many runs were made. Deployments that have all their runs cost no write. */
async function scheduleAll(turn: Turn, updatedAfter: Timestamp | null): Promise<number> {
  const { store, settings, signal } = turn
  const limit = settings.server.services.scheduler.deploymentBatchSize
  let cursor = NIL
  let made = 0
  while (!signal.aborted) {
    const horizon = horizonOf(turn)
    const { ids, wanting } = await store.read(async (queries) => {
      const batch = await listDeploymentsToSchedule(queries, { cursor, limit, updatedAfter })
      const missing = batch.length === 0 ? [] : await missingRuns(turn, queries, batch, horizon)
      return { ids: batch, wanting: new Set(missing.map(({ deployment }) => deployment.id)) }
    })
    // Looked up again inside: a deployment may have been paused or deleted since.
    if (wanting.size > 0) made += await store.write((tx) => scheduleDeployments(turn, tx, [...wanting], horizon))
    const last = ids.at(-1)
    if (last === undefined || ids.length < limit) return made
    cursor = last
  }
  return made
}

/** Before every id. */
const NIL = '00000000-0000-0000-0000-000000000000'
