import { isHost } from '../calls/registry.ts'
import type { CallContext, PlacedCall, TaskCall } from '../calls/task-call.ts'
import { DefinitionError, MillraceError } from '../errors.ts'
import { gate, MOST_BEGUN } from './concurrent.ts'
import type { TaskRunner } from './task-runner.ts'

/** Which nodes run the tasks, and where they are met. */
export interface DistributedOptions {
  /** Where Redis (or Valkey) is: `redis://host:6379`, `rediss://…` for TLS; with user, password and database as usual. */
  readonly redis: string
  /** Only nodes of this queue run the tasks (default: `default`). */
  readonly queue?: string
  /** Only nodes that have all of these labels run them (default: any node of the queue). */
  readonly labels?: readonly string[]
  /** Most tasks that are with the nodes or wait in Redis, over all flow runs of this process (default: 200). */
  readonly limit?: number
}

/** Hands calls to nodes. */
export interface Dispatcher {
  place(call: TaskCall, context: CallContext): Promise<PlacedCall>
  close(): Promise<void>
}

/** What the package with the drivers for Redis has. */
interface RedisModule {
  readonly openDispatcher: (options: Required<DistributedOptions>) => Dispatcher
}

/** What a queue or label may be called. */
const NAME = /^[\w.-]+$/

/**
 * Runs tasks on nodes, which `millrace task-runner start --redis …` starts on any number of machines. They have the same
 * code in their folder. Needs the package `@millrace/redis`.
 */
export function distributed({ redis, queue = 'default', labels = [], limit = 200 }: DistributedOptions): TaskRunner {
  // Where tasks of others are run, the flow around them is not, and what it is told (by the environment, by arguments) may be missing.
  if (!isHost()) check({ redis, queue, labels, limit })
  const options = { redis, queue, labels: [...new Set(labels)].toSorted(), limit }
  let open = 0
  let dispatcher: Promise<Dispatcher> | undefined
  return {
    name: 'distributed',
    open() {
      open += 1
      return {
        submit: gate(MOST_BEGUN),
        async place(call, context) {
          dispatcher ??= loadRedis().then(({ openDispatcher }) => openDispatcher(options))
          return await (await dispatcher).place(call, context)
        },
        async close() {
          open -= 1
          if (open > 0) return
          const last = dispatcher
          dispatcher = undefined
          await (await last?.catch(() => undefined))?.close()
        },
      }
    },
  }
}

function check({ redis, queue, labels, limit }: Required<DistributedOptions>): void {
  if (!/^rediss?:\/\//.test(redis))
    throw new DefinitionError(`expected \`redis\` of distributed() to be as redis://host:6379, got '${redis}'`)
  for (const name of [queue, ...labels])
    if (!NAME.test(name))
      throw new DefinitionError(`expected queue and labels of distributed() to be of letters, digits and . _ -, got '${name}'`)
  if (!(Number.isInteger(limit) && limit >= 1))
    throw new DefinitionError(`expected \`limit\` of distributed() to be a whole number from 1, got ${limit}`)
}

// A name that the compiler does not follow: the package is the user's to install.
const PACKAGE: string = '@millrace/redis'

async function loadRedis(): Promise<RedisModule> {
  try {
    return (await import(PACKAGE)) as RedisModule
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new MillraceError(`distributed() needs the package ${PACKAGE}; install it: npm install ${PACKAGE}`, { cause: error })
  }
}
