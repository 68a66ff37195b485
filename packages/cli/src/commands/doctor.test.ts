import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startCliServer } from '../testing/cli-server.ts'

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

test('says what is stuck and why, and ends with 1 only then', async () => {
  await using cli = await startCliServer()
  expect(await cli.run('doctor')).toMatchObject({ code: 0, out: expect.stringContaining('Nothing is stuck.') })

  const flow = await cli.client.flows.create({ body: { name: 'examined' } })
  const run = async (name: string, type: 'PENDING' | 'RUNNING' | 'SCHEDULED', minutes: number, state?: string): Promise<void> => {
    const body = { flow_id: flow.id, name, state: { type, timestamp: ago(minutes), ...(state === undefined ? {} : { name: state }) } }
    await cli.client.flowRuns.create({ body })
  }
  await run('long-pending', 'PENDING', 20)
  await run('just-pending', 'PENDING', 1)
  await run('long-running', 'RUNNING', 20)
  await run('late-one', 'SCHEDULED', 20, 'Late')
  using database = new DatabaseSync(join(cli.home, 'millrace.db'))
  database.exec(
    "insert into dead_letter values ('00000000-0000-4000-8000-000000000001', '2030-01-01T00:00:00.000000Z', 'event', 'it', null, 5, 'it broke', '{}')",
  )

  const { code, out, err } = await cli.run('doctor')
  expect([code, err]).toEqual([1, expect.stringContaining('3 things to look at')])
  expect(out).toContain('long-pending: it has been Pending for 20 minutes')
  expect(out).toContain('late-one: ')
  expect(out).toContain('set aside: 1;')
  expect(out).not.toMatch(/just-pending|long-running/)
})
