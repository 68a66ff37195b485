import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cleanEnvironment, millrace, type Ran, startServer, supervise } from '@millrace/testing'
import { expect, test } from 'vitest'

const SCRIPT = join(import.meta.dirname, '..', 'flows', 'restarted.ts')

test('a run of a script is retried by the command line, from a task on if need be', async () => {
  await using server = await startServer()
  const witness = join(server.home, 'witness')
  const env = { MILLRACE_HOME: server.home, WITNESS: witness }
  const failing = supervise({ program: process.execPath, argv: [SCRIPT], env: cleanEnvironment({ ...env, FAILS: 'yes' }) })
  expect(await failing.ended, failing.output()).toBe(1)
  const [run] = await server.client.flowRuns.filter({ body: {} })
  expect(run?.state_name).toBe('Failed')
  const id = run?.id ?? ''
  const retry = (...options: string[]): Promise<Ran> => millrace(['flow-run', 'retry', ...options], { env })

  const lost = await retry(id)
  expect([lost.code, lost.output]).toEqual([1, expect.stringContaining('say where its flow is')])
  const plain = await retry(run?.name ?? '', '--entrypoint', `${SCRIPT}:restarted`)
  expect(plain.code, plain.output).toBe(0)
  expect(await readFile(witness, 'utf8')).toBe('fetched\nstored\n')
  const partly = await retry(id, '--from-task', 'store', '--entrypoint', `${SCRIPT}:restarted`)
  expect(partly.code, partly.output).toBe(0)
  expect(await readFile(witness, 'utf8')).toBe('fetched\nstored\nstored\n')
  const wrong = await retry(id, '--from-task', 'nope', '--entrypoint', `${SCRIPT}:restarted`)
  expect([wrong.code, wrong.output]).toEqual([1, expect.stringContaining("no task run with the id or name 'nope'")])
  expect((await server.client.flowRuns.read({ params: { id } })).state_name).toBe('Completed')
})
