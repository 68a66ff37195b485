import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startCliServer } from '../../testing/cli-server.ts'

test('makes, changes, shows and deletes global concurrency limits', async () => {
  await using cli = await startCliServer()
  const created = await cli.run('gcl', 'create', 'api', '--limit', '5', '--slot-decay-per-second', '0.5', '--disable')
  expect(created).toMatchObject({ code: 0, out: expect.stringContaining("Created global concurrency limit with name 'api'") })
  expect(await cli.run('gcl', 'create', 'api', '-l', '1')).toMatchObject({
    code: 1,
    err: "Global concurrency limit 'api' already exists.\n",
  })
  expect(await cli.run('gcl', 'create', 'other')).toMatchObject({ code: 2 })
  expect(await cli.json('gcl', 'inspect', 'api')).toMatchObject({ limit: 5, active: false, slot_decay_per_second: 0.5 })
  expect(await cli.run('gcl', 'enable', 'api')).toMatchObject({ code: 0 })
  expect(await cli.run('gcl', 'enable', 'api')).toMatchObject({ code: 1, err: expect.stringContaining('already enabled') })
  expect(await cli.run('gcl', 'update', 'api', '-l', '7', '--disable', '--active-slots', '2')).toMatchObject({ code: 0 })
  expect(await cli.json('gcl', 'ls')).toMatchObject([{ name: 'api', limit: 7, active: false, active_slots: 2 }])
  expect(await cli.run('gcl', 'update', 'api')).toMatchObject({ code: 2 })
  expect(await cli.run('gcl', 'update', 'api', '--enable', '--disable')).toMatchObject({ code: 2 })
  expect(await cli.run('gcl', 'update', 'api', '-l', '-3')).toMatchObject({ code: 2 })
  expect(await cli.run('gcl', 'inspect', 'api', '-o', 'json', '-f', 'api.json')).toMatchObject({ code: 0 })
  expect(JSON.parse(await readFile(join(cli.cwd, 'api.json'), 'utf8'))).toMatchObject({ name: 'api' })
  expect(await cli.run('gcl', 'inspect', 'api', '-f', 'api.json')).toMatchObject({ code: 2 })
  for (const verb of ['inspect', 'delete', 'disable']) {
    expect(await cli.run('gcl', verb, 'apis')).toMatchObject({
      code: 1,
      err: "Global concurrency limit 'apis' not found. Did you mean 'api'?\n",
    })
  }
  expect(await cli.run('global-concurrency-limit', 'delete', 'api')).toMatchObject({ code: 0 })
  expect(await cli.json('gcl', 'ls')).toEqual([])
})

test('shows who holds slots of a limit', async () => {
  await using cli = await startCliServer()
  await cli.run('gcl', 'create', 'api', '--limit', '5')
  const flow = await cli.client.flows.create({ body: { name: 'nightly' } })
  const run = await cli.client.flowRuns.create({ body: { flow_id: flow.id, name: 'brave-otter' } })
  const holder = { type: 'flow_run' as const, id: run.id }
  await cli.client.concurrencyLimitsV2.incrementWithLease({ body: { names: ['api'], slots: 2, holder } })
  await cli.client.concurrencyLimitsV2.increment({ body: { names: ['api'], slots: 1 } })
  const { out } = await cli.run('gcl', 'inspect', 'api')
  expect(out).toMatch(/flow run .*brave-otter .*2/)
  expect(out).toContain('1 slot is held by nobody who is known.')
})
