import { expect, test } from 'vitest'
import { startCliServer } from '../../testing/cli-server.ts'

test('lists, shows and deletes artifacts', async () => {
  await using cli = await startCliServer()
  const { artifacts } = cli.client
  const older = await artifacts.create({ body: { key: 'report', type: 'markdown', data: '# one' } })
  const newer = await artifacts.create({ body: { key: 'report', type: 'markdown', data: '# two' } })
  await artifacts.create({ body: { key: 'table', type: 'table', data: '[]' } })
  const latest = await cli.run('artifact', 'ls')
  expect(latest.out).toContain(newer.id)
  expect(latest.out).not.toContain(older.id)
  expect((await cli.run('artifacts', 'ls', '--all')).out).toContain(older.id)
  expect(await cli.json('artifact', 'ls', '-a', '--limit', '2')).toHaveLength(2)
  expect(await cli.json('artifact', 'inspect', 'report')).toMatchObject([{ data: '# two' }, { data: '# one' }])
  expect((await cli.run('artifact', 'inspect', 'report', '--limit', '1')).out).not.toContain('# one')
  expect(await cli.run('artifact', 'inspect', 'reprot')).toMatchObject({
    code: 1,
    err: "Artifact 'reprot' not found. Did you mean 'report'?\n",
  })
  expect(await cli.run('artifact', 'delete', '--id', older.id)).toMatchObject({ code: 0, out: `Deleted artifact with id '${older.id}'.\n` })
  expect(await cli.run('artifact', 'delete', '--id', older.id)).toMatchObject({ code: 1 })
  expect(await cli.run('artifact', 'delete', 'report', '-y')).toMatchObject({ code: 0, out: "Deleted 1 artifact(s) with key 'report'.\n" })
  expect(await cli.run('artifact', 'delete', 'report')).toMatchObject({ code: 1 })
  expect(await cli.run('artifact', 'delete')).toMatchObject({ code: 2 })
  expect(await cli.run('artifact', 'delete', 'report', '--id', older.id)).toMatchObject({ code: 2 })
})
