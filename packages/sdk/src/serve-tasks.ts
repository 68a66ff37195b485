import type { ServeTasksOptions } from './background/task-worker.ts'
import type { TaskDefinition } from './task-definition.ts'

/** What is served: a task, of whatever signature. */
interface Served {
  readonly definition: TaskDefinition
}

/**
 * Serves tasks from this process: runs what others ask for by `task.delay(…)`, at most `limit` at once (default 10), until
 * the process is told to end or `signal` aborts. Resolves when all runs are over.
 *
 * @throws NoServer without a server that others reach as well.
 */
export const serveTasks = (tasks: readonly Served[], options: ServeTasksOptions = {}): Promise<void> =>
  serveDefinitions(
    tasks.map(({ definition }) => definition),
    options,
  )

/** The same by what the engine knows of tasks. */
export async function serveDefinitions(tasks: readonly TaskDefinition[], options: ServeTasksOptions = {}): Promise<void> {
  // Who only calls tasks does not pay for serving them.
  const { serveScheduledRuns } = await import('./background/task-worker.ts')
  await serveScheduledRuns(tasks, options)
}
