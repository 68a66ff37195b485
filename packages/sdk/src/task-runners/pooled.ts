import { availableParallelism } from 'node:os'
import type { CallPool, CallPoolOptions } from '../calls/call-pool.ts'
import type { sendable as Sendable } from '../calls/task-call.ts'
import { DefinitionError } from '../errors.ts'
import { gate, MOST_BEGUN } from './concurrent.ts'
import type { TaskRunner } from './task-runner.ts'

/** How many threads or processes run tasks, and what each may use. */
export interface PoolOptions {
  /** How many tasks run at once, each in a thread or process of its own (default: as many as there are processors). */
  readonly workers?: number
  /** Most memory for the JavaScript objects of each, in megabytes (default: Node's own limit). */
  readonly memoryMegabytes?: number
}

/** A task runner with a pool, which all flow runs with this runner share. */
export function pooled(name: 'threads' | 'processes', runtime: CallPoolOptions['runtime'], options: PoolOptions): TaskRunner {
  const { workers = availableParallelism(), memoryMegabytes } = options
  check(name, 'workers', workers)
  if (memoryMegabytes !== undefined) check(name, 'memoryMegabytes', memoryMegabytes)
  let pool: Promise<Pool> | undefined
  return {
    name,
    open() {
      let held: Disposable | undefined
      return {
        submit: gate(MOST_BEGUN),
        async place(call, context) {
          const { calls, sendable } = await (pool ??= openPool({ runtime, workers, memoryMegabytes }))
          held ??= calls.hold()
          return await calls.place(() => sendable(call), context)
        },
        async close() {
          held?.[Symbol.dispose]()
        },
      }
    },
  }
}

interface Pool {
  readonly calls: CallPool
  readonly sendable: typeof Sendable
}

/** Who names a task runner may be far from running anything by it. */
async function openPool(options: CallPoolOptions): Promise<Pool> {
  const [{ CallPool: Calls }, { sendable }] = await Promise.all([import('../calls/call-pool.ts'), import('../calls/task-call.ts')])
  return { calls: new Calls(options), sendable }
}

function check(name: string, option: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return
  throw new DefinitionError(`expected \`${option}\` of ${name}() to be a whole number from 1, got ${value}`)
}
