import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startCliServer } from '../testing/cli-server.ts'

test('makes calls with bodies from the command line, files and standard input, and prints what comes back', async () => {
  await using cli = await startCliServer()
  const made = await cli.run('api', 'POST', '/flows/', '--data', '{"name": "first"}')
  expect(made).toMatchObject({ code: 0, err: '' })
  const { id } = JSON.parse(made.out) as { id: string }
  await writeFile(join(cli.cwd, 'flow.json'), '{"name": "second"}')
  expect(await cli.run('api', 'post', 'flows/', '-d', '@flow.json')).toMatchObject({ code: 0 })
  expect(await cli.runWith('{"name": "third"}', 'api', 'POST', '/api/flows/', '-d', '-')).toMatchObject({ code: 0 })
  expect(JSON.parse((await cli.run('api', 'POST', '/flows/filter')).out)).toHaveLength(3)
  expect(JSON.parse((await cli.run('api', 'GET', `/flows/${id}`)).out)).toMatchObject({ name: 'first' })
  expect(await cli.run('api', 'DELETE', `/flows/${id}`)).toMatchObject({ code: 0, out: '', err: '' })
  const told = await cli.run('api', 'GET', '/admin/version', '-v', '-H', 'X-Asked: yes')
  expect(told.out).toMatch(/^"\d/)
  expect(told.err).toMatch(/> GET http.*\/api\/admin\/version\n> x-asked: yes\n< 200\n/)
})

test('ends with 1 for an answer that says no, and tells the problem on standard error', async () => {
  await using cli = await startCliServer()
  expect(await cli.run('api', 'GET', '/flows/00000000-0000-4000-8000-000000000000')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(/was answered 404\n.*Flow not found/),
  })
  expect(await cli.run('api', 'POST', '/flows/', '-d', '{"name": 1}')).toMatchObject({
    code: 1,
    err: expect.stringContaining('answered 422'),
  })
  expect(await cli.run('api', 'POST', '/flows/', '-d', '{')).toMatchObject({ code: 1, err: expect.stringContaining('no JSON') })
  expect(await cli.run('api', 'POST', '/flows/', '-d', '@gone.json')).toMatchObject({ code: 1, err: expect.stringContaining('gone.json') })
  expect(await cli.run('api', 'FETCH', '/flows/')).toMatchObject({ code: 2 })
  expect(await cli.run('api', 'GET', 'http://elsewhere/flows')).toMatchObject({ code: 2 })
  expect(await cli.run('api', 'GET', '/flows', '-H', 'nothing')).toMatchObject({ code: 2 })
})
