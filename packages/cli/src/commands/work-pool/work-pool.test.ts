import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startCliServer } from '../../testing/cli-server.ts'

test('makes, changes, shows and deletes work pools', async () => {
  await using cli = await startCliServer()
  const created = await cli.run('work-pool', 'create', 'local', '--type', 'process')
  expect(created).toMatchObject({ code: 0, err: '' })
  expect(created.out).toContain("Created work pool 'local'.")
  expect(created.out).toContain("millrace worker start --pool 'local'")
  expect(await cli.run('work-pool', 'create', 'local')).toMatchObject({ code: 1, err: expect.stringContaining('already exists') })
  expect(await cli.run('work-pool', 'create', 'local', '--overwrite', '--description', 'mine')).toMatchObject({ code: 0 })
  expect(await cli.run('work-pool', 'create', 'x', '--type', 'nope')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/Unknown work pool type 'nope'. There are: .*process/),
  })

  expect(await cli.run('work-pool', 'pause', 'local')).toMatchObject({ code: 0, out: "Paused work pool 'local'\n" })
  expect((await cli.run('work-pool', 'ls')).out).toContain('local (**)')
  expect(await cli.run('work-pool', 'resume', 'local')).toMatchObject({ code: 0 })
  expect(await cli.run('work-pool', 'set-concurrency-limit', 'local', '3')).toMatchObject({ code: 0 })
  expect(await cli.json('work-pool', 'inspect', 'local')).toMatchObject({
    concurrency_limit: 3,
    is_paused: false,
    description: 'mine',
    type: 'process',
  })
  expect(await cli.run('work-pool', 'set-concurrency-limit', 'local', 'many')).toMatchObject({ code: 2 })
  expect(await cli.run('work-pool', 'clear-concurrency-limit', 'local')).toMatchObject({ code: 0 })
  expect(await cli.run('work-pool', 'update', 'local', '--concurrency-limit', '5')).toMatchObject({ code: 0 })
  expect(await cli.run('work-pool', 'update', 'local')).toMatchObject({ code: 1 })
  expect(await cli.json('work-pool', 'ls')).toEqual([expect.objectContaining({ name: 'local', concurrency_limit: 5 })])

  for (const verb of ['inspect', 'pause', 'resume', 'delete', 'clear-concurrency-limit', 'preview']) {
    expect(await cli.run('work-pool', verb, 'lcoal')).toMatchObject({
      code: 1,
      err: "Work pool 'lcoal' not found! Did you mean 'local'?\n",
    })
  }
  expect(await cli.run('work-pool', 'preview', 'local')).toMatchObject({ code: 0, out: expect.stringContaining('No runs found') })
  expect(await cli.run('work-pool', 'delete', 'local')).toMatchObject({ code: 0, out: "Deleted work pool 'local'\n" })
})

test('takes a base job template from a file and gives the default one', async () => {
  await using cli = await startCliServer()
  const file = join(cli.cwd, 'template.json')
  expect(await cli.run('work-pool', 'get-default-base-job-template', '--type', 'process', '--file', 'template.json')).toMatchObject({
    code: 0,
  })
  const template = JSON.parse(await readFile(file, 'utf8')) as object
  expect(template).toMatchObject({ job_configuration: {}, variables: {} })
  expect(await cli.run('work-pool', 'create', 'own', '--base-job-template', 'template.json')).toMatchObject({ code: 0 })
  expect(await cli.json('work-pool', 'inspect', 'own')).toMatchObject({ base_job_template: template })

  expect(await cli.run('work-pool', 'get-default-base-job-template', '--type', 'nope')).toMatchObject({ code: 1 })
  expect(await cli.run('work-pool', 'create', 'x', '--base-job-template', 'nope.json')).toMatchObject({
    code: 1,
    err: expect.stringContaining('nope.json'),
  })
  await writeFile(file, '[1]')
  expect(await cli.run('work-pool', 'create', 'x', '--base-job-template', 'template.json')).toMatchObject({ code: 1 })
  await writeFile(file, '{')
  expect(await cli.run('work-pool', 'create', 'x', '--base-job-template', 'template.json')).toMatchObject({ code: 1 })
})

test('makes a pool the default one', async () => {
  await using cli = await startCliServer()
  await cli.run('work-pool', 'create', 'main', '--set-as-default')
  expect((await cli.run('config', 'view')).out).toContain("MILLRACE_DEFAULT_WORK_POOL_NAME='main'")
})
