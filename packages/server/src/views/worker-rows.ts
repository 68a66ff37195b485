import type { WorkerRowView } from '@millrace/protocol'
import { requireWorkPool } from '../api/ensure-work-queue.ts'
import { livenessOf, presentWorker } from '../api/present-work-pool.ts'
import type { RequestContext } from '../http/request-context.ts'
import { listWorkers } from '../store/queries/workers.ts'

/** Workers of one answer: those heard of last. */
const MOST = 200

/** The workers of a pool with what they say of themselves. Throws `NotFound`. */
export const listWorkerRows = (context: RequestContext, pool: string): Promise<WorkerRowView[]> =>
  context.store.read(async (queries) => {
    const { id } = await requireWorkPool(queries, pool)
    const workers = await listWorkers(queries, { workPoolId: id, filter: null, limit: MOST, offset: 0, ...livenessOf(context) })
    return workers.map((worker) => ({ ...presentWorker(worker), type: worker.type, self_report: worker.self_report }))
  })
