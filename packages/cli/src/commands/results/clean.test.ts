import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startCliServer } from '../../testing/cli-server.ts'

test('deletes old results, but none of a run that is not over', async () => {
  await using cli = await startCliServer()
  const { id: flowId } = await cli.client.flows.create({ body: { name: 'report' } })
  const newRun = async (type: 'COMPLETED' | 'PENDING'): Promise<string> =>
    (await cli.client.flowRuns.create({ body: { flow_id: flowId, state: { type } } })).id
  const [over, waits] = [await newRun('COMPLETED'), await newRun('PENDING')]
  const folder = join(cli.home, 'storage')
  const RESULT = JSON.stringify({ metadata: {}, result: 'x'.repeat(1000) })
  const keep = async (name: string, days: number, content = RESULT): Promise<void> => {
    const file = join(folder, name)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, content)
    await utimes(file, new Date(), new Date(Date.now() - days * 86_400_000))
  }
  // A task of the run that waits took its result from the cache.
  await cli.client.taskRuns.create({
    body: {
      flow_run_id: waits,
      task_key: 'cached',
      dynamic_key: '0',
      state: { type: 'COMPLETED', data: { storage_key: 'cached-needed' } },
    },
  })
  await keep('cached-needed', 40)
  await keep(join('flows', 'report.ts'), 40, 'export const report = 1\n')
  await keep(join(over, 'old'), 40)
  await keep(join(waits, 'old'), 40)
  await keep('cached-old', 40)
  await keep('cached-new', 1)
  const clean = (...options: string[]) => cli.run('results', 'clean', '--older-than', '30d', ...options)

  expect((await clean('--dry-run')).out).toContain('2 result(s) older than 30d')
  expect(await readdir(folder)).toHaveLength(6)
  const { code, out } = await clean('-y')
  expect([code, out.replaceAll(/\s+/g, ' ')]).toEqual([
    0,
    expect.stringContaining(
      'those of 1 flow run(s) that are not over stay; 1 that tasks of such runs refer to stay; 1 old file(s) are no results and stay',
    ),
  ])
  expect((await readdir(folder)).toSorted()).toEqual(['cached-needed', 'cached-new', 'flows', waits].toSorted())
  expect((await clean('-y')).out).toContain('0 result(s)')
  expect(await cli.run('results', 'clean', '--older-than', 'ages')).toMatchObject({
    code: 2,
    err: expect.stringContaining('such as 12h, 30d'),
  })
  expect((await cli.run('results', 'clean', '--older-than', '1d', '--path', 'nowhere')).out).toContain('0 result(s)')
  expect(await cli.run('results', 'clean', '--older-than', '1d', '--storage', 's3/nobody')).toMatchObject({
    code: 1,
    err: expect.stringContaining("there is no block 's3/nobody'"),
  })
  expect(await clean('--path', 'here', '--storage', 's3/there')).toMatchObject({ code: 2 })
})
