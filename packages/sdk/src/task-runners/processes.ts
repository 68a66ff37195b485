import { type PoolOptions, pooled } from './pooled.ts'
import type { TaskRunner } from './task-runner.ts'

/**
 * Runs tasks in processes: as `threads()`, and what ends a process (too much memory, a crash in native code) ends only the
 * task in it.
 */
export const processes = (options: PoolOptions = {}): TaskRunner => pooled('processes', 'child_process', options)
