import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below the ports that systems give to outgoing connections: one of those could take a port before the server is up that it was chosen for,
 * or while that is started again.
 */
const FIRST = 10_000
/** Each of the test processes that run at once has so many for itself, lest two choose the same one. */
const SHARE = 2_000
const SHARES = 10

const share = FIRST + (Number(process.env['VITEST_POOL_ID'] ?? 0) % SHARES) * SHARE
let next = randomInt(SHARE)

/** A port on loopback that nobody listened on a moment ago, and that this process has not chosen before. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < SHARE; tried += 1) {
    const port = share + (next % SHARE)
    next += 1
    if (await isFree(port)) return port
  }
  throw new Error(`all ports from ${share} to ${share + SHARE - 1} are in use`)
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
