import { expect, test } from 'vitest'
import { startCliServer } from '../../testing/cli-server.ts'

test('makes, lists, shows, resets and deletes limits of tags', async () => {
  await using cli = await startCliServer()
  expect((await cli.run('concurrency-limit', 'create', 'db', '2')).out).toContain('concurrency_limit: 2')
  await cli.run('concurrency-limit', 'create', 'disk', '1')
  expect(await cli.json('concurrency-limit', 'ls', '--limit', '1', '--offset', '1')).toHaveLength(1)
  expect((await cli.run('concurrency-limits', 'ls')).out).toContain('disk')
  const run = await cli.client.taskRuns.create({
    body: { name: 'query-1', task_key: 'query', dynamic_key: '1', tags: ['db'], flow_run_id: null },
  })
  await cli.client.concurrencyLimits.increment({ body: { names: ['db'], task_run_id: run.id } })
  expect((await cli.run('concurrency-limit', 'inspect', 'db')).out).toMatch(/query-1/)
  expect(await cli.json('concurrency-limit', 'inspect', 'db')).toMatchObject({ active_slots: [run.id] })
  expect(await cli.run('concurrency-limit', 'reset', 'db')).toMatchObject({ code: 0 })
  expect((await cli.run('concurrency-limit', 'inspect', 'db')).out).toContain('No task run holds a slot.')
  for (const verb of ['inspect', 'reset', 'delete']) {
    expect(await cli.run('concurrency-limit', verb, 'dbs')).toMatchObject({
      code: 1,
      err: "No concurrency limit found for the tag: dbs. Did you mean 'db'?\n",
    })
  }
  expect(await cli.run('concurrency-limit', 'delete', 'db')).toMatchObject({ code: 0 })
  expect(await cli.run('concurrency-limit', 'create', 'db', 'many')).toMatchObject({ code: 2 })
})
