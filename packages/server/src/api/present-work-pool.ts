import { secondsBetween, type Timestamp, type WorkPool, type WorkQueue, type Worker } from '@millrace/protocol'
import type { Caller, ServerContext } from '../context.ts'
import type { WorkPoolView } from '../store/queries/work-pools.ts'
import type { WorkQueueView } from '../store/queries/work-queues.ts'
import type { Liveness, WorkerView } from '../store/queries/workers.ts'

/** By what workers count as ONLINE, as the settings say. */
export function livenessOf({ settings, clock }: Pick<ServerContext, 'settings' | 'clock'>): Liveness {
  const { inactivityHeartbeatMultiple, fallbackHeartbeatIntervalSeconds } = settings.server.services.foreman
  return { now: clock.now(), missed: inactivityHeartbeatMultiple, interval: fallbackHeartbeatIntervalSeconds }
}

/** A pool as the API answers it. A pool of agents has no status: nobody knows of their agents. */
export function presentWorkPool({ online_workers, active_slots, ...pool }: WorkPoolView, caller: Caller): WorkPool {
  return {
    ...pool,
    storage_configuration: storageOf(pool.storage_configuration, caller),
    status: pool.type === 'prefect-agent' ? null : poolStatus(pool.is_paused, online_workers),
    active_slots: pool.concurrency_limit === null ? null : active_slots,
  }
}

/** Clients up to 3.3.7 fail on a field that they do not know. */
function storageOf(stored: WorkPoolView['storage_configuration'], { prefectVersion }: Caller): WorkPool['storage_configuration'] {
  const [major = 4, minor = 0, patch = 0] = prefectVersion?.split('.').map(Number.parseFloat) ?? []
  const older = major === 3 && (minor < 3 || (minor === 3 && patch <= 7))
  const { default_result_storage_block_id: results = null, ...steps } = stored
  return {
    bundle_upload_step: null,
    bundle_execution_step: null,
    ...steps,
    ...(older ? {} : { default_result_storage_block_id: results }),
  } as WorkPool['storage_configuration']
}

function poolStatus(paused: boolean, onlineWorkers: number): 'PAUSED' | 'READY' | 'NOT_READY' {
  if (paused) return 'PAUSED'
  return onlineWorkers > 0 ? 'READY' : 'NOT_READY'
}

/** A queue as the API answers it: READY while somebody polls it. */
export function presentWorkQueue({ settings, clock }: ServerContext, { active_slots, ...queue }: WorkQueueView): WorkQueue {
  const { workQueueLastPolledTimeoutSeconds: timeout } = settings.server.services.foreman
  const ready = isRecent(queue.last_polled, clock.now(), timeout)
  return {
    ...queue,
    filter: queue.filter && { tags: null, deployment_ids: null, ...queue.filter },
    status: queue.is_paused ? 'PAUSED' : ready ? 'READY' : 'NOT_READY',
    active_slots: queue.concurrency_limit === null ? null : active_slots,
  }
}

/** True when `time` is at most `seconds` ago. */
export const isRecent = (time: Timestamp | null, now: Timestamp, seconds: number): boolean =>
  time !== null && secondsBetween(time, now) <= seconds

/** A worker as the API answers it. */
export const presentWorker = ({ online, type: _type, self_report: _report, ...worker }: WorkerView): Worker => ({
  ...worker,
  status: Number(online) === 1 ? 'ONLINE' : 'OFFLINE',
})
