import { expect, test } from 'vitest'
import { startCliServer } from '../../testing/cli-server.ts'

test('makes, changes, shows and deletes queues of a pool', async () => {
  await using cli = await startCliServer()
  await cli.run('work-pool', 'create', 'local')
  const created = await cli.run('work-queue', 'create', 'urgent', '--pool', 'local', '--limit', '2', '--priority', '1')
  expect(created).toMatchObject({ code: 0, err: '' })
  expect(await cli.run('work-queue', 'create', 'urgent', '--pool', 'local')).toMatchObject({
    code: 1,
    err: expect.stringContaining('already exists'),
  })
  expect(await cli.run('work-queue', 'create', 'x', '--pool', 'nope')).toMatchObject({
    code: 1,
    err: expect.stringContaining("Work pool 'nope' not found"),
  })
  expect(await cli.json('work-queue', 'inspect', 'urgent', '-p', 'local')).toMatchObject({
    concurrency_limit: 2,
    priority: 1,
    is_paused: false,
  })
  expect(await cli.run('work-queue', 'pause', 'urgent', '-p', 'local')).toMatchObject({
    code: 0,
    out: "Paused work queue 'urgent' in work pool 'local'\n",
  })
  expect((await cli.run('work-queue', 'ls', '-p', 'local')).out).toContain('urgent (**)')
  expect(await cli.run('work-queue', 'resume', 'urgent', '-p', 'local')).toMatchObject({ code: 0 })
  expect(await cli.run('work-queue', 'set-concurrency-limit', 'urgent', '7', '-p', 'local')).toMatchObject({ code: 0 })
  expect(await cli.json('work-queue', 'ls', '--pool', 'local', '--match', 'urg')).toEqual([
    expect.objectContaining({ name: 'urgent', concurrency_limit: 7 }),
  ])
  expect(await cli.run('work-queue', 'clear-concurrency-limit', 'urgent', '-p', 'local')).toMatchObject({ code: 0 })
  expect(await cli.run('work-queue', 'read-runs', 'urgent', '-p', 'local')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Read 0 runs'),
  })
  expect(await cli.run('work-queue', 'preview', 'urgent', '-p', 'local')).toMatchObject({ code: 0 })
  for (const verb of ['inspect', 'pause', 'resume', 'delete', 'clear-concurrency-limit', 'read-runs', 'preview']) {
    expect(await cli.run('work-queue', verb, 'nope', '-p', 'local')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/No work queue named 'nope'.*'urgent'/),
    })
  }
  expect(await cli.run('work-queue', 'ls', '-p', 'nope')).toMatchObject({ code: 1 })
  expect(await cli.run('work-queue', 'delete', 'urgent', '-p', 'local')).toMatchObject({ code: 0 })
})

test('shows which runs hold the slots of a queue and of its pool', async () => {
  await using cli = await startCliServer()
  await cli.run('work-pool', 'create', 'local', '--type', 'process')
  await cli.run('work-queue', 'create', 'urgent', '--pool', 'local', '--limit', '2')
  expect((await cli.run('work-queue', 'slots', 'urgent', '-p', 'local')).out).toContain('0 of 2\nNo flow run holds a slot.')
  const { flows, deployments, flowRuns } = cli.client
  const flow = await flows.create({ body: { name: 'f' } })
  const body = { name: 'd', flow_id: flow.id, work_pool_name: 'local', work_queue_name: 'urgent' }
  const { id } = await deployments.create({ body })
  const run = await deployments.createFlowRun({ params: { id }, body: { name: 'brave-otter' } })
  await flowRuns.setState({ params: { id: run.id }, body: { state: { type: 'PENDING' } } })
  await flowRuns.setState({ params: { id: run.id }, body: { state: { type: 'RUNNING' } } })
  const ofQueue = await cli.run('work-queue', 'slots', 'urgent', '-p', 'local')
  expect(ofQueue.out).toContain("Work queue 'urgent' in work pool 'local': 1 of 2")
  expect(ofQueue.out).toMatch(/brave-otter .*Running/)
  expect((await cli.run('work-pool', 'slots', 'local')).out).toMatch(
    /Work pool 'local': 1, no limit\n[^]*'urgent': 1 of 2\n[^]*urgent .*brave-otter/,
  )
  expect(await cli.json('work-pool', 'slots', 'local')).toMatchObject({ active_slots: 1, page: 1, pages: 1 })
  expect(await cli.json('work-queue', 'slots', 'urgent', '-p', 'local')).toMatchObject({ flow_runs: [{ name: 'brave-otter' }] })
  expect(await cli.run('work-pool', 'slots', 'lokal')).toMatchObject({ code: 1, err: expect.stringContaining("Did you mean 'local'") })
  expect(await cli.run('work-queue', 'slots', 'nope', '-p', 'local')).toMatchObject({ code: 1 })
})

test('makes queues of agents without naming a pool', async () => {
  await using cli = await startCliServer()
  const { code, out } = await cli.run('work-queue', 'create', 'test')
  expect(code).toBe(0)
  expect(out).toContain("millrace agent start -q 'test'")
  expect(await cli.json('work-queue', 'inspect', 'test')).toMatchObject({ name: 'test', work_pool_name: 'default-agent-pool' })
})
