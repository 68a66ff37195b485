import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cleanEnvironment, supervise, type Supervised, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'
import { startPrefect } from './compat/prefect-server.ts'
import { preparePeer } from './peers.ts'

const SCRIPT = join(import.meta.dirname, '..', '..', 'e2e', 'flows', 'background.ts')

test('our background tasks run by way of the queue of a real Prefect 3 server', async () => {
  await preparePeer(3)
  await using prefect = await startPrefect(3)
  await using home = await temporaryFolder()
  const witness = join(home.path, 'witness')
  const env = cleanEnvironment({ MILLRACE_API_URL: prefect.url, MILLRACE_HOME: home.path, WITNESS: witness })
  const start = (...argv: string[]): Supervised => supervise({ program: process.execPath, argv: [SCRIPT, ...argv], env })
  await using delaying = start('await', 'early', '3')
  await delaying.says(/scheduled/, 60)
  await using serving = start('serve', '2')
  expect(await delaying.ended, delaying.output() + serving.output()).toBe(0)
  expect(delaying.output().match(/result /g)).toHaveLength(3)
  await using calling = start('flow', 'inside')
  expect(await calling.ended, calling.output() + serving.output()).toBe(0)
  const begun = (await readFile(witness, 'utf8')).split('\n').filter((line) => line.startsWith('begin'))
  expect(begun.map((line) => line.split(' ').slice(1, 3).join(' ')).toSorted()).toEqual([
    'early 0',
    'early 1',
    'early 2',
    'inside 1',
    'inside 2',
  ])
})
