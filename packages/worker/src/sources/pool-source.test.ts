import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient, createHttpTransport } from '@millrace/client'
import type { FlowRun } from '@millrace/protocol'
import { startServer } from '@millrace/server'
import { loadSettings } from '@millrace/settings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WorkPoolNotFound, WorkQueueNotFound, WrongWorkPoolType } from '../errors.ts'
import { processType } from '../types/process.ts'
import { silentLog } from '../worker-log.ts'
import { poolSource, type PoolSourceOptions } from './pool-source.ts'
import { queueSource } from './queue-source.ts'
import type { Poll, WorkSource } from './work-source.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-source-'))
let client: Client
let closeServer: () => Promise<void> = () => Promise.resolve()

beforeAll(async () => {
  const settings = loadSettings({
    env: { MILLRACE_HOME: folder },
    cwd: folder,
    overrides: { 'server.api.port': 0, 'logging.level': 'ERROR' },
  })
  const server = await startServer({ settings, services: false })
  closeServer = () => server.close()
  client = createClient(createHttpTransport({ url: server.url, timeoutSeconds: 20, maxRetries: 2, jitterFactor: 0 }))
})
afterAll(async () => {
  await closeServer()
  rmSync(folder, { recursive: true })
})

let counter = 0
const freshName = (): string => `pool-${(counter += 1)}`

const source = (pool: string, more: Partial<PoolSourceOptions> = {}): WorkSource =>
  poolSource({
    client,
    pool,
    type: processType,
    queues: [],
    workerName: 'tester',
    heartbeatSeconds: 30,
    createPool: true,
    log: silentLog,
    ...more,
  })

const poll = (more: Partial<Poll> = {}): Poll => ({
  limit: 10,
  prefetchSeconds: 10,
  waitSeconds: 0,
  signal: new AbortController().signal,
  ...more,
})

async function dueRun(where: { work_pool_name?: string; work_queue_name?: string; tags?: string[] }): Promise<FlowRun> {
  const { id } = await client.flows.create({ body: { name: 'sourced' } })
  return await client.flowRuns.create({ body: { flow_id: id, state: { type: 'SCHEDULED' }, ...where } })
}

describe('the source of a work pool', () => {
  it('makes the pool with the template of the worker, and shows the worker', async () => {
    const pool = freshName()
    await source(pool).prepare()
    expect(await client.workPools.read({ params: { name: pool } })).toMatchObject({
      type: 'process',
      base_job_template: processType.baseJobTemplate,
    })
    const workers = await client.workPools.filterWorkers({ params: { work_pool_name: pool } })
    expect(workers).toMatchObject([{ name: 'tester', status: 'ONLINE' }])
  })

  it('gives a pool without a template that of the worker', async () => {
    const pool = freshName()
    await client.workPools.create({ body: { name: pool, type: 'process' } })
    await source(pool).prepare()
    expect(await source(pool).template()).toEqual(processType.baseJobTemplate)
  })

  it('says that it made the pool, and takes the one of another worker that was quicker', async () => {
    const pool = freshName()
    const lines: string[] = []
    const log = { info: (line: string) => void lines.push(line) }
    await Promise.all(Array.from({ length: 4 }, async () => await source(pool, { log }).prepare()))
    expect(lines).toEqual([`there was no work pool '${pool}': made it, of type 'process'`])
  })

  it('says when there is no pool, no queue, or a pool of another type', async () => {
    const pool = freshName()
    await expect(source(pool, { createPool: false }).prepare()).rejects.toThrow(WorkPoolNotFound)
    await source(pool).prepare()
    await expect(source(pool, { queues: ['nope'] }).prepare()).rejects.toThrow(WorkQueueNotFound)
    const other = freshName()
    await client.workPools.create({ body: { name: other, type: 'docker' } })
    await expect(source(other).prepare()).rejects.toThrow(WrongWorkPoolType)
  })

  it('takes nothing of a pool that was replaced by one of another type, and goes on telling that it is there', async () => {
    const pool = freshName()
    const ours = source(pool)
    await ours.prepare()
    await client.workPools.delete({ params: { name: pool } })
    await client.workPools.create({ body: { name: pool, type: 'docker' } })
    const run = await dueRun({ work_pool_name: pool })
    await ours.heartbeat()
    await expect(ours.poll(poll())).rejects.toThrow(WrongWorkPoolType)
    await expect(ours.template()).rejects.toThrow(`the work pool '${pool}' is of type 'docker', and this worker of type 'process'`)
    const { reasons } = await client.explanations.explain({ params: { id: run.id } })
    expect(reasons).toMatchObject([{ code: 'wrong_worker_type', pool_type: 'docker', worker_types: ['process'] }])
  })

  it('answers what is due in its queues', async () => {
    const pool = freshName()
    await source(pool).prepare()
    await client.workPools.createQueue({ params: { work_pool_name: pool }, body: { name: 'other' } })
    const run = await dueRun({ work_pool_name: pool })
    expect((await source(pool).poll(poll())).flowRuns.map(({ id }) => id)).toEqual([run.id])
    expect((await source(pool, { queues: ['other'] }).poll(poll())).flowRuns).toEqual([])
  })

  it('answers ahead of its time what is due within the seconds of prefetching, and nothing later', async () => {
    const pool = freshName()
    await source(pool).prepare()
    const { id: flowId } = await client.flows.create({ body: { name: 'sourced' } })
    const dueIn = async (seconds: number): Promise<string> => {
      const details = { scheduled_time: new Date(Date.now() + seconds * 1000).toISOString() }
      const state = { type: 'SCHEDULED', state_details: details } as const
      return (await client.flowRuns.create({ body: { flow_id: flowId, work_pool_name: pool, state } })).id
    }
    const [soon] = [await dueIn(300), await dueIn(3600)]
    const answered = async (prefetchSeconds: number): Promise<string[]> =>
      (await source(pool).poll(poll({ prefetchSeconds }))).flowRuns.map(({ id }) => id)
    expect(await answered(10)).toEqual([])
    expect(await answered(600)).toEqual([soon])
  })

  it('answers the more urgent queue first, within the limits of queues and pool, and nothing of what is paused', async () => {
    const pool = freshName()
    await source(pool).prepare()
    const inPool = { work_pool_name: pool }
    await client.workPools.createQueue({ params: inPool, body: { name: 'low', priority: 3 } })
    await client.workPools.createQueue({ params: inPool, body: { name: 'high', priority: 1, concurrency_limit: 1 } })
    const due = async (queue: string): Promise<string> => (await dueRun({ work_pool_name: pool, work_queue_name: queue })).id
    const low = [await due('low'), await due('low')]
    const high = [await due('high'), await due('high')]
    const answered = async (limit = 10): Promise<string[]> => (await source(pool).poll(poll({ limit }))).flowRuns.map(({ id }) => id)
    expect(await answered()).toEqual([high[0], ...low])
    expect(await answered(2)).toEqual([high[0], low[0]])
    await client.workPools.update({ params: { name: pool }, body: { concurrency_limit: 1 } })
    expect(await answered()).toEqual([high[0]])
    await client.workPools.updateQueue({ params: { ...inPool, name: 'high' }, body: { is_paused: true } })
    expect(await answered()).toEqual([low[0]])
    await client.flowRuns.setState({ params: { id: low[0] ?? '' }, body: { state: { type: 'PENDING' } } })
    expect(await answered()).toEqual([])
    await client.workPools.update({ params: { name: pool }, body: { concurrency_limit: null, is_paused: true } })
    expect(await answered()).toEqual([])
    const waiting = source(pool).poll(poll({ waitSeconds: 20 }))
    await client.workPools.update({ params: { name: pool }, body: { is_paused: false } })
    expect((await waiting).flowRuns.map(({ id }) => id)).toEqual([low[1]])
  })

  it('is held back by the server until something is due', async () => {
    const pool = freshName()
    await source(pool).prepare()
    const waiting = source(pool).poll(poll({ waitSeconds: 15 }))
    const run = await dueRun({ work_pool_name: pool })
    const { flowRuns, waited } = await waiting
    expect(flowRuns.map(({ id }) => id)).toEqual([run.id])
    expect(waited).toBe(true)
  })
})

describe('the source of an agent', () => {
  const agent = (more: Partial<Parameters<typeof queueSource>[0]>): WorkSource =>
    queueSource({ client, pool: 'default-agent-pool', queues: [], prefixes: [], tags: [], ...more })

  it('makes its queues and answers what is due in them', async () => {
    const queues = ['first', 'second']
    await agent({ queues }).prepare()
    const runs = await Promise.all(queues.map((name) => dueRun({ work_pool_name: 'default-agent-pool', work_queue_name: name })))
    const { flowRuns } = await agent({ queues }).poll(poll())
    expect(flowRuns.map(({ id }) => id).toSorted()).toEqual(runs.map(({ id }) => id).toSorted())
    expect((await agent({ prefixes: ['sec'] }).poll(poll())).flowRuns.map(({ id }) => id)).toEqual([runs[1]?.id])
  })

  it('S073: with tags answers the runs that have them all, whatever queue they are in', async () => {
    const wanted = await dueRun({ tags: ['night', 'heavy', 'more'] })
    const elsewhere = await dueRun({ work_pool_name: 'default-agent-pool', work_queue_name: 'first', tags: ['heavy', 'night'] })
    await dueRun({ tags: ['night'] })
    const tagged = agent({ tags: ['night', 'heavy'] })
    await tagged.prepare()
    const { flowRuns } = await tagged.poll(poll())
    expect(flowRuns.map(({ id }) => id).toSorted()).toEqual([wanted.id, elsewhere.id].toSorted())
    const queues = await client.workQueues.filter({ body: { work_queues: { name: { any_: ['Agent queue heavy-night'] } } } })
    expect(queues).toMatchObject([{ filter: { tags: ['night', 'heavy'] } }])
  })

  it('S073: with the beginning of a name takes the queues that are made later, too', async () => {
    const matching = agent({ prefixes: ['mat'] })
    await matching.prepare()
    expect((await matching.poll(poll())).flowRuns).toEqual([])
    await client.workQueues.create({ body: { name: 'matched' } })
    const run = await dueRun({ work_pool_name: 'default-agent-pool', work_queue_name: 'matched' })
    expect((await matching.poll(poll())).flowRuns.map(({ id }) => id)).toEqual([run.id])
  })
})
