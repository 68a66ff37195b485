import { expect, test } from 'vitest'
import { runChaos } from './chaos/run-chaos.ts'

/** In full, and by chance: `npm run chaos -- --database postgres --kills 60`. */
const KILLS = 8
const SEED = 11

test.each([
  ['a server on SQLite, of workers and flows', { database: 'sqlite', servers: 1 }],
  ['three servers on one Postgres, of it, of workers and flows', { database: 'postgres', servers: 3 }],
] as const)(
  `${KILLS} kills of %s: nothing is lost, doubled, stuck or leaked (R04, R06, R07, R12, R18, R25)`,
  async (_what, where) => {
    const { killed, orders } = await runChaos({ ...where, seed: SEED, kills: KILLS, workers: 2 })
    expect(Object.values(killed).reduce((sum, count) => sum + count, 0)).toBe(KILLS)
    expect(orders).toBeGreaterThanOrEqual(2 * KILLS)
  },
  600_000,
)
