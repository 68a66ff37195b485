import { hasRedis } from '@millrace/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cluster, startCluster } from './chaos/cluster.ts'
import { killFlows, TASK_RUNNERS } from './chaos/kill-flows.ts'

/** In full, and by chance: `npm run chaos -- --task-runner threads --kills 50`. */
const KILLS = 2
const SEED = 7

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ database: 'sqlite', servers: 1, workers: 0 })
}, 120_000)
afterAll(() => cluster[Symbol.asyncDispose]())

test.each(TASK_RUNNERS.filter((runner) => runner !== 'distributed' || hasRedis))(
  `${KILLS} kills of a flow, its server or its nodes, with the task runner %s: each finished task is done once, and every run completes`,
  async (runner) => {
    const { killed, runs } = await killFlows(cluster, { runner, kills: KILLS, seed: SEED })
    expect(Object.values(killed).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(KILLS)
    expect(runs).toBeGreaterThan(0)
  },
  300_000,
)
