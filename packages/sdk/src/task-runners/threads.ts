import { type PoolOptions, pooled } from './pooled.ts'
import type { TaskRunner } from './task-runner.ts'

/**
 * Runs tasks in threads, so that those which compute do so at the same time. Arguments and results are copied; tasks must
 * be made at the top level of their files.
 */
export const threads = (options: PoolOptions = {}): TaskRunner => pooled('threads', 'worker_threads', options)
