import { addSeconds, type Handlers, type taskWorkerRoutes } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { listTaskWorkers } from '../store/queries/task-workers.ts'

/** Seconds after which a worker that its server has not seen is not shown any more; servers look every fifteen. */
const UNSEEN = 45

/** Handlers of the routes of workers that take background tasks, whichever server they are connected to. */
export const taskWorkerHandlers: Handlers<typeof taskWorkerRoutes, RequestContext> = {
  async filter({ store, clock }, { body: { task_worker_filter: filter } }) {
    const wanted = filter?.task_keys ?? []
    const workers = await store.read((queries) => listTaskWorkers(queries, addSeconds(clock.now(), -UNSEEN)))
    return workers
      .filter(({ task_keys: keys }) => wanted.length === 0 || keys.some((key) => wanted.includes(key)))
      .map(({ identifier, task_keys, seen }) => ({ identifier, task_keys, timestamp: seen }))
  },
}
