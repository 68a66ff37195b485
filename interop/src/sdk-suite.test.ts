import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cleanEnvironment, millrace, startMillrace, supervise, temporaryFolder } from '@millrace/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningPrefect, startPrefect } from './compat/prefect-server.ts'
import { preparePeer } from './peers.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const SDK = join(ROOT, 'packages', 'sdk', 'src')

/** A minute's worth, in which each thing is done with the server once; `MILLRACE_TEST_SUITE=whole` runs all. */
const SHORT: ReadonlySet<string> = new Set([
  'blocks/blocks.test.ts',
  'concurrency/concurrency.test.ts',
  'engine/flow-retries.test.ts',
  'engine/run-flow-run.test.ts',
  'engine/run-flow.test.ts',
  'engine/run-task.test.ts',
  'generators/generators.test.ts',
  'pauses/pause.test.ts',
  'results/result-options.test.ts',
  'said-to-the-server.test.ts',
  'transactions/transaction.test.ts',
])

/** What only our server can do (`docs/compatibility.md`): the tests ask for it by `serverCan`. */
const ONLY_OURS = [
  'a restart ',
  'a flow run that exists is stopped when a newer attempt has claimed it',
  'a flow run that exists that two processes execute is taken over by the later one, is Completed once, and the other one is told',
  'a deployment that is served needs a server that others reach',
  'a program with a mistake that calls itself without end is stopped, as a flow',
]

interface Report {
  readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly Assertion[] }[]
}
interface Assertion {
  readonly fullName: string
  readonly status: 'passed' | 'failed' | 'pending' | 'skipped' | 'todo'
  readonly failureMessages: readonly string[]
}

/** The tests of the SDK that talk to a server. */
async function suites(): Promise<string[]> {
  const files = (await readdir(SDK, { recursive: true })).filter((file) => file.endsWith('.test.ts'))
  const texts = await Promise.all(files.map((file) => readFile(join(SDK, file), 'utf8')))
  const found = files.filter((_, index) => texts[index]?.includes('openTestServer') === true)
  return process.env['MILLRACE_TEST_SUITE'] === 'whole' ? found : found.filter((file) => SHORT.has(file))
}

let prefect: RunningPrefect
beforeAll(async () => {
  await preparePeer(3)
  prefect = await startPrefect(3)
})
afterAll(() => prefect[Symbol.asyncDispose]())

test('our command line and worker deploy a flow and run it by a server of Prefect 3', async () => {
  await using home = await temporaryFolder()
  const env = { MILLRACE_HOME: home.path, MILLRACE_API_URL: prefect.url }
  const run = async (...argv: string[]): Promise<string> => {
    const { code, output } = await millrace(argv, { env })
    expect(code, output).toBe(0)
    return output
  }
  await run('work-pool', 'create', 'ours', '--type', 'process')
  const entrypoint = `${join(ROOT, 'e2e', 'flows', 'many-ways.ts')}:retries`
  await run('deployment', 'build', entrypoint, '-n', 'by-ours', '-p', 'ours', '-a', '-o', join(home.path, 'retries.yaml'))
  await using _worker = startMillrace(['worker', 'start', '-p', 'ours'], { env })
  const output = await run('deployment', 'run', 'retries/by-ours', '--watch')
  expect(output).toContain('the first attempt fails')
  expect(output).toContain('finished as Completed')
})

test('the tests of the SDK pass, unchanged, against a server of Prefect 3', { timeout: 1_200_000 }, async () => {
  await using folder = await temporaryFolder()
  const report = join(folder.path, 'report.json')
  const files = await suites()
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  // Prefect's SQLite database answers 503 while its own services keep it locked.
  const patience = ['--no-file-parallelism', '--retry', '2', '--testTimeout', '240000']
  const options = ['run', '--project', 'unit', ...patience, '--reporter', 'json', '--outputFile', report]
  const running = supervise({
    program: process.execPath,
    argv: [vitest, ...options, ...files.map((file) => join('packages', 'sdk', 'src', file))],
    env: cleanEnvironment({ MILLRACE_TEST_API_URL: prefect.url }),
    cwd: ROOT,
  })
  const code = await running.ended
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report
  const assertions = testResults.flatMap(({ assertionResults }) => assertionResults)
  const failed = assertions.filter(({ status }) => status === 'failed')
  expect(failed.map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages.join()}`)).toEqual([])
  expect(code, running.output()).toBe(0)
  expect(assertions.filter(({ status }) => status === 'passed').length).toBeGreaterThan(60)
  const left = assertions.filter(({ status, fullName }) => status !== 'passed' && !ONLY_OURS.some((name) => fullName.startsWith(name)))
  expect(left.map(({ fullName }) => fullName)).toEqual([])
})
