import { DefinitionError, MillraceError } from '../errors.ts'
import type { LockManager } from './lock-manager.ts'

interface RedisLocksModule {
  readonly openRedisLocks: (url: string, prefix?: string) => LockManager
}

/** By a name that the compiler does not follow: who uses no Redis need not have it. */
const PACKAGE: string = '@millrace/redis/locks'

/**
 * Locks in Redis or Valkey at `url` (`redis://host:6379`), for processes anywhere; needs the package `@millrace/redis`.
 *
 * The locks of a process that died are free after 30 seconds. `prefix` is what their keys begin with (default
 * `millrace:lock:`).
 */
export function redisLocks(url: string, { prefix }: { readonly prefix?: string } = {}): LockManager {
  if (!/^rediss?:\/\//.test(url)) throw new DefinitionError(`expected the address of redisLocks() to be as redis://host:6379, got '${url}'`)
  let opened: Promise<LockManager> | undefined
  const locks = (): Promise<LockManager> => (opened ??= load().then(({ openRedisLocks }) => openRedisLocks(url, prefix)))
  return {
    address: url.replace(/\/\/[^@/]*@/, '//'),
    acquire: async (key, holder, options) => await (await locks()).acquire(key, holder, options),
    release: async (key, holder) => await (await locks()).release(key, holder),
    isLocked: async (key) => await (await locks()).isLocked(key),
    isHolder: async (key, holder) => await (await locks()).isHolder(key, holder),
    waitFor: async (key, options) => await (await locks()).waitFor(key, options),
  }
}

async function load(): Promise<RedisLocksModule> {
  try {
    return (await import(PACKAGE)) as RedisLocksModule
  } catch (error) {
    throw new MillraceError('locks in Redis need the package @millrace/redis: npm install @millrace/redis', { cause: error })
  }
}
