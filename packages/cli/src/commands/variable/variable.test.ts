import { expect, test } from 'vitest'
import { startCliServer } from '../../testing/cli-server.ts'

test('sets, reads, lists and deletes variables', async () => {
  await using cli = await startCliServer()
  expect(await cli.run('variable', 'set', 'answer', '42', '--tag', 'a')).toMatchObject({
    code: 0,
    out: "Set variable 'answer'.\n",
    err: '',
  })
  expect(await cli.run('variable', 'set', 'answer', '43')).toMatchObject({
    code: 1,
    err: "Variable 'answer' already exists. Use --overwrite to change it.\n",
  })
  expect(await cli.run('variable', 'set', 'answer', '{"a": 1}', '--overwrite')).toMatchObject({ code: 0 })
  expect(await cli.run('variable', 'get', 'answer')).toMatchObject({ code: 0, out: '{"a":1}\n' })
  expect(await cli.json('variable', 'inspect', 'answer')).toMatchObject({ name: 'answer', value: { a: 1 }, tags: ['a'] })
  expect(await cli.json('variable', 'ls')).toHaveLength(1)
  expect((await cli.run('variable', 'ls')).out).toContain('answer')
  expect(await cli.run('variable', 'get', 'anser')).toMatchObject({ code: 1, err: "Variable 'anser' not found. Did you mean 'answer'?\n" })
  expect(await cli.run('variable', 'inspect', 'nothing')).toMatchObject({ code: 1 })
  expect(await cli.run('variable', 'unset', 'answer')).toMatchObject({ code: 0 })
  expect(await cli.run('variable', 'delete', 'answer')).toMatchObject({ code: 1 })
  expect(await cli.run('variable', 'get')).toMatchObject({ code: 2 })
})
