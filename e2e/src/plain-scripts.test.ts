import { join } from 'node:path'
import { cleanEnvironment, millrace, startServer, supervise, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'

const SCRIPT = join(import.meta.dirname, '..', 'flows', 'script.ts')
const SCRIPTS = 20

const runScript = async (env: Record<string, string>, name: string): Promise<{ code: number | string; output: string }> => {
  const child = supervise({ program: process.execPath, argv: [SCRIPT, name], env: cleanEnvironment(env) })
  return { code: await child.ended, output: child.output() }
}

interface Listed {
  readonly name: string
  readonly state_name: string
  readonly parameters: { readonly names: readonly string[] }
}

test('S083 a plain script without a server is a tracked run, seen afterwards', async () => {
  await using home = await temporaryFolder()
  const env = { MILLRACE_HOME: home.path }
  const { code, output } = await runScript(env, 'abc')
  expect(code, output).toBe(0)
  expect(output).toContain('total 6')

  const listed = await millrace(['flow-run', 'ls', '-o', 'json'], { env })
  expect(listed.code, listed.output).toBe(0)
  const runs = JSON.parse(listed.output) as Listed[]
  expect(runs.map((run) => [run.state_name, run.parameters])).toEqual([['Completed', { names: ['abc'] }]])

  const table = await millrace(['flow-run', 'ls'], { env })
  expect(table.output).toContain('script-report')
  expect(table.output).toContain('Completed')
})

test('S083 a plain script uses the server that runs on its home', async () => {
  await using server = await startServer()
  const { code, output } = await runScript({ MILLRACE_HOME: server.home }, 'abcd')
  expect(code, output).toBe(0)
  const runs = await server.client.flowRuns.filter({ body: { flows: { name: { any_: ['script-report'] } } } })
  expect(runs.map((run) => run.state_name)).toEqual(['Completed'])
  const taskRuns = await server.client.taskRuns.filter({ body: { flow_runs: { id: { any_: [runs[0]?.id ?? ''] } } } })
  expect(taskRuns.map((run) => run.state_name)).toEqual(['Completed'])
})

test(`${SCRIPTS} scripts at once on one new home all complete, and none meets a locked database`, { timeout: 300_000 }, async () => {
  await using home = await temporaryFolder()
  const env = { MILLRACE_HOME: home.path }
  const ran = await Promise.all(Array.from({ length: SCRIPTS }, (_, index) => runScript(env, `script-${index}`)))
  expect(ran.filter(({ code }) => code !== 0).map(({ output }) => output)).toEqual([])
  expect(ran.filter(({ output }) => /locked/i.test(output)).map(({ output }) => output)).toEqual([])

  const listed = await millrace(['flow-run', 'ls', '--limit', '200', '-o', 'json'], { env })
  const runs = JSON.parse(listed.output) as Listed[]
  expect(runs.map((run) => run.state_name)).toEqual(Array.from({ length: SCRIPTS }, () => 'Completed'))
  expect(new Set(runs.map((run) => run.parameters.names[0])).size).toBe(SCRIPTS)
})
