import { z } from 'zod'
import { taskWorker } from '../objects/task-worker.ts'
import { route } from '../route.ts'

export const taskWorkerRoutes = {
  filter: route({
    method: 'POST',
    path: '/task_workers/filter',
    summary: 'The workers that listen for background tasks',
    body: z.object({ task_worker_filter: z.object({ task_keys: z.array(z.string()) }).nullish() }).prefault({}),
    reply: z.array(taskWorker),
    status: [200],
  }),
} as const
