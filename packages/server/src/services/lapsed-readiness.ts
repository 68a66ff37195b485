import { addSeconds } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import { livenessOf } from '../api/present-work-pool.ts'
import { workPoolStatus } from '../events/changes/work-pool.ts'
import { workQueueIs } from '../events/changes/work-queue.ts'
import { tell } from '../events/tell.ts'
import { tellDeployments } from '../readiness/tell-ready.ts'
import { lapsedByPolls, lapsedPools, unmarkReady } from '../store/queries/ready-objects.ts'
import { findWorkQueues } from '../store/queries/related-objects.ts'
import { findWorkPools } from '../store/queries/work-pools.ts'
import type { Service, Turn } from './service.ts'

/** Told of in one go. */
const BATCH = 200

/** Tells of pools without workers, and of queues and deployments that nobody polls any more. */
export const createLapsedReadiness = ({ server }: Settings): Service => ({
  name: 'lapsed-readiness',
  everySeconds: server.services.foreman.loopSeconds,
  async runOnce(turn) {
    await pools(turn)
    await queues(turn, server.services.foreman.workQueueLastPolledTimeoutSeconds)
    await deployments(turn, server.services.foreman.deploymentLastPolledTimeoutSeconds)
  },
})

async function pools(turn: Turn): Promise<void> {
  const lapsed = await turn.store.read((queries) => lapsedPools(queries, livenessOf(turn), BATCH))
  if (lapsed.length === 0) return
  await turn.store.write(async (tx) => {
    const found = await findWorkPools(tx, await unmarkReady(tx, 'work-pool', lapsed))
    await tell(
      turn,
      tx,
      found.map((pool) => workPoolStatus('not-ready', pool)),
    )
  })
}

async function queues(turn: Turn, seconds: number): Promise<void> {
  const before = addSeconds(turn.clock.now(), -seconds)
  const lapsed = await turn.store.read((queries) => lapsedByPolls(queries, 'work-queue', before, BATCH))
  if (lapsed.length === 0) return
  await turn.store.write(async (tx) => {
    const found = await findWorkQueues(tx, await unmarkReady(tx, 'work-queue', lapsed))
    await tell(
      turn,
      tx,
      found.map((queue) =>
        workQueueIs('not-ready', queue, { id: queue.work_pool_id, name: queue.work_pool_name, type: queue.work_pool_type }),
      ),
    )
  })
}

async function deployments(turn: Turn, seconds: number): Promise<void> {
  const before = addSeconds(turn.clock.now(), -seconds)
  const lapsed = await turn.store.read((queries) => lapsedByPolls(queries, 'deployment', before, BATCH))
  if (lapsed.length === 0) return
  await turn.store.write(async (tx) => tellDeployments(turn, tx, 'not-ready', await unmarkReady(tx, 'deployment', lapsed)))
}
