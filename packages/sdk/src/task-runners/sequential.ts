import { concurrent } from './concurrent.ts'
import type { TaskRunner } from './task-runner.ts'

/** Runs tasks one at a time, in the order they were submitted. */
export const sequential = (): TaskRunner => ({ ...concurrent({ limit: 1 }), name: 'sequential' })
