import { availableParallelism } from 'node:os'
import { CallPool, type CallPoolOptions } from '../calls/call-pool.ts'
import { sendable } from '../calls/task-call.ts'
import { DefinitionError } from '../errors.ts'
import { gate } from './concurrent.ts'
import type { TaskRunner } from './task-runner.ts'

/** How many threads or processes run tasks, and what each may use. */
export interface PoolOptions {
  /** How many tasks run at once, each in a thread or process of its own (default: as many as there are processors). */
  readonly workers?: number
  /** Most memory for the JavaScript objects of each, in megabytes (default: Node's own limit). */
  readonly memoryMegabytes?: number
}

/** Most task runs of a flow run that are under way or wait for a place, an earlier task or a retry; others are not begun yet. */
export const MOST_BEGUN = 1000

/** A task runner with a pool, which all flow runs with this runner share. */
export function pooled(name: 'threads' | 'processes', runtime: CallPoolOptions['runtime'], options: PoolOptions): TaskRunner {
  const { workers = availableParallelism(), memoryMegabytes } = options
  check(name, 'workers', workers)
  if (memoryMegabytes !== undefined) check(name, 'memoryMegabytes', memoryMegabytes)
  const pool = new CallPool({ runtime, workers, memoryMegabytes })
  return {
    name,
    open: () => ({
      submit: gate(MOST_BEGUN),
      place: (call, context) => pool.place(() => sendable(call), context),
    }),
  }
}

function check(name: string, option: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return
  throw new DefinitionError(`expected \`${option}\` of ${name}() to be a whole number from 1, got ${value}`)
}
