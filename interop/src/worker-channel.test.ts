import { cleanEnvironment, eventually, startServer, supervise, temporaryFolder } from '@millrace/testing'
import { beforeAll, expect, test } from 'vitest'
import { startListeningProxy } from './listening-proxy.ts'
import { peerProgram, preparePeer } from './peers.ts'

beforeAll(() => preparePeer(3))

test('a real 3.8 worker keeps to its channel: it is known, beats and hears of its pool there, and runs flows', async () => {
  await using server = await startServer()
  await using proxy = await startListeningProxy(Number(new URL(server.url).port))
  await using home = await temporaryFolder()
  const { client } = server
  await client.workPools.create({ body: { name: 'channelled', type: 'process' } })
  const flow = await client.flows.create({ body: { name: 'interop-greet' } })
  const deployment = await client.deployments.create({
    body: {
      name: 'channelled',
      flow_id: flow.id,
      work_pool_name: 'channelled',
      entrypoint: 'deployed.py:greet',
      path: `${import.meta.dirname}/../flows`,
    },
  })
  const env = cleanEnvironment({
    PREFECT_API_URL: `http://127.0.0.1:${proxy.port}/api`,
    PREFECT_HOME: home.path,
    PREFECT_SERVER_ANALYTICS_ENABLED: 'false',
    PREFECT_WORKER_HEARTBEAT_SECONDS: '1',
    PREFECT_WORKER_QUERY_SECONDS: '1',
  })
  const argv = ['worker', 'start', '--pool', 'channelled', '--type', 'process', '--name', 'on-channel']
  await using worker = supervise({ program: peerProgram(3, 'prefect'), argv, env })
  const lastBeat = async (): Promise<string | undefined> => {
    const [found] = await client.workPools.filterWorkers({ params: { work_pool_name: 'channelled' }, body: {} })
    return found?.last_heartbeat_time ?? undefined
  }
  const seen = (type: string): number => proxy.frames().filter((frame) => frame === type).length

  await eventually('the worker to be known on its channel', async () => (seen('worker.ready.v1') === 1 ? true : undefined), 90)
  expect(proxy.requests().filter((line) => line.includes('/workers/connect'))).toHaveLength(1)
  const first = await eventually('a first beat', lastBeat)
  await eventually('another beat', async () => ((await lastBeat()) !== first ? true : undefined))
  expect(proxy.requests()).toContain('GET /api/admin/version')
  expect(proxy.requests().filter((line) => line.includes('/workers/heartbeat'))).toEqual([])

  const before = seen('work_pool.snapshot.v1')
  await client.workPools.update({ params: { name: 'channelled' }, body: { is_paused: true } })
  await eventually('the worker to hear of the pause', async () => (seen('work_pool.snapshot.v1') > before ? true : undefined))
  await client.workPools.update({ params: { name: 'channelled' }, body: { is_paused: false } })

  const run = await client.deployments.createFlowRun({ params: { id: deployment.id }, body: { parameters: { name: 'channel' } } })
  await eventually(
    'the run to end',
    async () => {
      const { state_type: type } = await client.flowRuns.read({ params: { id: run.id } })
      return type === 'COMPLETED' || type === 'CRASHED' || type === 'FAILED' ? type : undefined
    },
    90,
  ).then((type) => expect(type, worker.output()).toBe('COMPLETED'))
})
