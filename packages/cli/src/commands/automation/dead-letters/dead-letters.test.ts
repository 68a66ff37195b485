import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startCliServer } from '../../../testing/cli-server.ts'

const EVENT = {
  occurred: '2030-01-01T00:00:00Z',
  received: '2030-01-01T00:00:00Z',
  event: 'it',
  resource: { 'prefect.resource.id': 'thing' },
  related: [],
  payload: {},
  follows: null,
}

test('lists what was set aside, and tries it anew or drops it (R19)', async () => {
  await using cli = await startCliServer()
  expect((await cli.run('automation', 'dead-letters', 'ls')).out).toBe('Nothing was set aside.\n')
  const ids = ['10', '11', '12'].map((end) => `00000000-0000-4000-8000-0000000000${end}`)
  using database = new DatabaseSync(join(cli.home, 'millrace.db'))
  const add = database.prepare("insert into dead_letter values (?, '2030-01-01T00:00:00.000000Z', 'event', 'it', null, 5, 'it broke', ?)")
  for (const id of ids) add.run(id, JSON.stringify({ ...EVENT, id }))

  const { out } = await cli.run('automation', 'dead-letters', 'ls')
  expect(out).toContain('5 times')
  expect(out).toContain('it broke')
  expect(await cli.json('automation', 'dead-letters', 'ls')).toMatchObject([
    { id: ids[2] },
    { id: ids[1] },
    { id: ids[0], letter: { ...EVENT, id: ids[0] } },
  ])

  expect(await cli.run('automation', 'dead-letters', 'retry')).toMatchObject({ code: 2, err: expect.stringContaining('--all') })
  expect(await cli.run('automation', 'dead-letters', 'drop', 'x')).toMatchObject({ code: 1, err: expect.stringContaining("got 'x'") })
  expect(await cli.run('automation', 'dead-letters', 'drop', ids[0] ?? '')).toMatchObject({ code: 0, out: `Dropped: ${ids[0]}\n` })
  expect(await cli.run('automation', 'dead-letters', 'drop', ids[0] ?? '')).toMatchObject({
    code: 1,
    err: expect.stringContaining('has the id'),
  })
  expect((await cli.run('automation', 'dead-letters', 'retry', '--all')).out).toBe(
    `Waits to be tried again: ${ids[2]}\nWaits to be tried again: ${ids[1]}\n`,
  )
  expect(database.prepare('select count(*) as n from dead_letter').get()).toEqual({ n: 0 })
  expect(database.prepare('select event_id from automation_event').all()).toEqual([{ event_id: ids[2] }, { event_id: ids[1] }])
})
