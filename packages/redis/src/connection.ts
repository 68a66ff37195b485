import { Redis } from 'ioredis'

/** Told when Redis goes away, with the reason, and when it is back. */
export interface Weather {
  down(reason: string): void
  up(seconds: number): void
}

/**
 * Opens a connection that waits for Redis as long as it takes: commands are held back meanwhile.
 *
 * A node or flow has several; one of them reports the weather.
 */
export function openRedis(url: string, weather?: Weather): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(times * 100, 1000),
    connectionName: 'millrace',
  })
  let since: number | undefined
  let reason = 'the connection was closed'
  redis.on('error', (error: Error & { code?: string }) => {
    reason = error.message === '' ? (error.code ?? error.name) : error.message
    if (since === undefined) fell()
  })
  redis.on('close', () => {
    // What closed it is said by the next try; when that succeeds, nobody needs to know.
    setTimeout(() => {
      if (since === undefined && redis.status !== 'ready' && redis.status !== 'end') fell()
    }, 300).unref()
  })
  redis.on('ready', () => {
    if (since === undefined) return
    weather?.up((performance.now() - since) / 1000)
    since = undefined
  })
  const fell = (): void => {
    since = performance.now()
    weather?.down(reason)
  }
  return redis
}

/** The address without its password, for messages. */
export function shownAddress(url: string): string {
  try {
    const parsed = new URL(url)
    parsed.password = ''
    parsed.username = ''
    return parsed.href
  } catch {
    return 'Redis'
  }
}
