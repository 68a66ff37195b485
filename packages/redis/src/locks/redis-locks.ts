import { LockNotHeld, type LockManager, poll } from '@millrace/sdk/locks'
import type { Redis } from 'ioredis'
import { openRedis, shownAddress } from '../connection.ts'

/** A lock is renewed this often while its holder lives, in milliseconds. */
const BEAT = 10_000
/** One that was not renewed for so long is free, in milliseconds. */
const LAPSE = 30_000

/** Takes the lock, or takes it again: holder, milliseconds. */
const TAKE = `local holder = redis.call('get', KEYS[1])
if holder == ARGV[1] then return 1 end
if holder then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 1`
const RENEW = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0`
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0`

/** One connection for each address, which keeps the process alive only while an answer is waited for. */
interface Line {
  ask<Answer>(question: (redis: Redis) => Promise<Answer>): Promise<Answer>
}
const lines = new Map<string, Line>()

/**
 * Locks in Redis or Valkey at `url`, for processes anywhere. What they are called there begins with `prefix`.
 *
 * The locks of a process that died are free after 30 seconds. While Redis is away, whoever asks waits.
 */
export function openRedisLocks(url: string, prefix = 'millrace:lock:'): LockManager {
  const line = lines.get(url) ?? openLine(url)
  lines.set(url, line)
  const beats = new Map<string, NodeJS.Timeout>()
  const holderOf = (key: string): Promise<string | null> => line.ask((redis) => redis.get(prefix + key))
  const run = async (script: string, key: string, ...args: (string | number)[]): Promise<boolean> =>
    (await line.ask((redis) => redis.eval(script, 1, prefix + key, ...args))) === 1

  function endBeat(key: string): void {
    clearInterval(beats.get(key))
    beats.delete(key)
  }

  async function take(key: string, holder: string, holdSeconds: number | undefined): Promise<boolean> {
    const milliseconds = holdSeconds === undefined ? LAPSE : Math.max(1, Math.ceil(holdSeconds * 1000))
    if (!(await run(TAKE, key, holder, milliseconds))) return false
    if (holdSeconds === undefined && !beats.has(key)) {
      const renew = (): void =>
        void run(RENEW, key, holder, LAPSE).then(
          (held) => (held ? undefined : endBeat(key)),
          // Redis is away: the next beat may find it, and whoever writes under the lock looks whether it is still held.
          () => undefined,
        )
      beats.set(key, setInterval(renew, BEAT).unref())
    }
    return true
  }

  return {
    address: shownAddress(url),
    acquire: (key, holder, { holdSeconds, ...options } = {}) => poll(() => take(key, holder, holdSeconds), options),
    async release(key, holder) {
      endBeat(key)
      if (!(await run(RELEASE, key, holder))) throw new LockNotHeld(key, holder)
    },
    isLocked: async (key) => (await holderOf(key)) !== null,
    isHolder: async (key, holder) => (await holderOf(key)) === holder,
    waitFor: (key, options) => poll(async () => (await holderOf(key)) === null, options),
  }
}

function openLine(url: string): Line {
  const redis = openRedis(url)
  let asked = 0
  const rest = (): void => void (asked === 0 && redis.stream?.unref())
  redis.on('ready', rest)
  return {
    async ask(question) {
      asked += 1
      if (redis.status === 'ready') redis.stream.ref()
      try {
        return await question(redis)
      } finally {
        asked -= 1
        rest()
      }
    },
  }
}
