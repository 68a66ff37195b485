import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  cleanEnvironment,
  eventually,
  hasRedis,
  millrace,
  type RunningServer,
  startMillrace,
  startRedis,
  startServer,
  supervise,
  type Supervised,
  temporaryFolder,
} from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const SOURCES = join(import.meta.dirname, '..', 'any-code')
const OURS = join(import.meta.dirname, '..', '..', 'packages')

/** Where each flow of the workspace is, how it fails, and the line and column at which it does. */
const FLOWS = [
  {
    what: 'enums, namespaces, both kinds of decorators, aliases, baseUrl, JSON, top-level await, a package of the workspace',
    entrypoint: 'packages/reports/src/flows.ts:report',
    wrong: { amounts: [-2], currency: 'EUR' },
    place: 'packages/shared/src/index.ts:26:27',
  },
  { what: 'CommonJS', entrypoint: 'packages/legacy/src/flows.ts:doubled', wrong: { n: -1 }, place: 'packages/legacy/src/flows.ts:5:20' },
  {
    what: 'CommonJS written with import and export =',
    entrypoint: 'packages/legacy/src/older.ts:older',
    wrong: { text: '' },
    place: 'packages/legacy/src/older.ts:7:26',
  },
  {
    what: 'a module that imports CommonJS',
    entrypoint: 'packages/legacy/src/modern.mts:modern',
    wrong: { n: -1 },
    place: 'packages/legacy/src/modern.mts:6:20',
  },
  {
    what: 'JSX with line ends of Windows, by a tsconfig that others refer to, with an alias of it',
    entrypoint: 'packages/pages/src/page.tsx:page',
    wrong: { title: '' },
    place: 'packages/pages/src/page.tsx:5:27',
  },
] as const

let opened: AsyncDisposableStack
let server: RunningServer
let workspace = ''

/** The workspace as it is after `npm install`. */
async function install(folder: string): Promise<string> {
  await cp(SOURCES, folder, { recursive: true })
  // As an editor on Windows saves it.
  const page = join(folder, 'packages', 'pages', 'src', 'page.tsx')
  await writeFile(page, (await readFile(page, 'utf8')).replaceAll('\n', '\r\n'))
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '@acme'), { recursive: true })
  await symlink(join(OURS, 'millrace'), join(modules, 'millrace'))
  for (const name of ['shared', 'reports', 'legacy', 'pages']) await symlink(join(folder, 'packages', name), join(modules, '@acme', name))
  return folder
}

beforeAll(async () => {
  opened = new AsyncDisposableStack()
  workspace = await install(join(opened.use(await temporaryFolder()).path, 'mein Büro'))
  server = opened.use(await startServer())
})

afterAll(() => opened.disposeAsync())

async function expectOk(...argv: string[]): Promise<string> {
  const { code, output } = await millrace(argv, { env: server.env, cwd: workspace })
  expect(code, `millrace ${argv.join(' ')}\n${output}`).toBe(0)
  return output
}

/** A script under Node, in the workspace. */
const script = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Supervised =>
  supervise({ program: process.execPath, argv, env: cleanEnvironment({ ...server.env, ...env }), cwd: workspace })

const ended = async (id: string): Promise<string> =>
  await eventually(`run ${id} is over`, async () => {
    const { state_type: type } = await server.client.flowRuns.read({ params: { id } })
    return type === 'COMPLETED' || type === 'FAILED' || type === 'CRASHED' ? type : undefined
  })

const logOf = async (id: string): Promise<string> =>
  (await server.client.logs.filter({ body: { logs: { flow_run_id: { any_: [id] } } } })).map(({ message }) => message).join('\n')

describe('whatever a tsconfig accepts', () => {
  test('is built, deployed and run by a worker, and fails at the lines of its sources', async () => {
    await expectOk('work-pool', 'create', 'local', '--type', 'process')
    await using _worker = startMillrace(['worker', 'start', '-p', 'local', '--limit', '4'], { env: server.env, cwd: workspace })
    const runs = FLOWS.map(async ({ what, entrypoint, wrong, place }, index) => {
      const file = join(server.home, `${index}.yaml`)
      await expectOk('deployment', 'build', entrypoint, '-n', 'any', '-p', 'local', '-a', '-o', file)
      const flow_name = entrypoint.replace(/.*:/, '')
      const { id } = await server.client.deployments.readByName({ params: { flow_name, deployment_name: 'any' } })
      const run = async (parameters: object): Promise<string> =>
        (await server.client.deployments.createFlowRun({ params: { id }, body: { parameters: { ...parameters } } })).id
      const [right, failing] = await Promise.all([run({}), run(wrong)])
      expect(await ended(right), `${what}: ${await logOf(right)}`).toBe('COMPLETED')
      expect(await ended(failing), what).toBe('FAILED')
      const log = await eventually(`the stack of ${what}`, async () => {
        const text = await logOf(failing)
        return text.includes('RangeError') ? text : undefined
      })
      // What Node itself reads has its address in the stack.
      expect(decodeURI(log), what).toContain(join(workspace, place))
    })
    await Promise.all(runs)
    const schema = await readFile(join(server.home, '0.yaml'), 'utf8')
    expect(schema).toContain('In euros.')
    expect(schema).toMatch(/enum:\s+- EUR\s+- USD/)
  })

  test('is served, called and saved by scripts of its own', async () => {
    for (const { file, says } of [
      { file: 'packages/legacy/src/flows.ts', says: 'src 4' },
      { file: 'packages/reports/src/flows.ts', says: 'ready reports.Report USD 1.1 1.1 2.2' },
    ]) {
      const child = script(['--import', 'millrace/register', file])
      expect(await child.ended, child.output()).toBe(0)
      expect(child.output()).toContain(says)
    }

    await using serving = script(['--import', 'millrace/register', 'packages/reports/src/serving.ts'])
    await serving.says(/served/)
    const params = { flow_name: 'report', deployment_name: 'served' }
    const { id } = await eventually('the deployment is there', () =>
      server.client.deployments.readByName({ params }).catch(() => undefined),
    )
    const run = await server.client.deployments.createFlowRun({ params: { id }, body: {} })
    expect(await ended(run.id)).toBe('FAILED')
    await serving.says(/shared\/src\/index\.ts:26:27/)

    await using elsewhere = await temporaryFolder()
    const saving = script(['--import', 'millrace/register', 'packages/reports/src/saving.ts', elsewhere.path])
    expect(await saving.ended, saving.output()).toBe(0)
    const load = `const { Flow } = await import('millrace')
      const report = await Flow.load('${join(elsewhere.path, 'report.flow.mjs')}')
      console.log(await report([1, 2]))
      console.log((await report.returnState([-2])).outcome.error.stack)`
    const loading = script(['--input-type=module', '-e', load])
    expect(await loading.ended, loading.output()).toBe(0)
    expect(loading.output()).toContain('ready reports.Report USD 1.1 1.1 2.2')
    expect(loading.output()).toMatch(/shared\/src\/index\.ts:26:\d+/)
  })

  test.each(['threads', 'processes', ...(hasRedis ? ['nodes'] : [])])('runs its tasks in %s', async (runner) => {
    await using redis = runner === 'nodes' ? await startRedis() : undefined
    const argv = ['task-runner', 'start', '--redis', redis?.url ?? '', '--name', 'only', '--concurrency', '1']
    await using node = redis === undefined ? undefined : startMillrace(argv, { env: server.env, cwd: workspace })
    await node?.says(/takes tasks from queue/)
    const everywhere = script(['--import', 'millrace/register', 'packages/reports/src/everywhere.ts', runner], { REDIS: redis?.url ?? '' })
    expect(await everywhere.ended, everywhere.output()).toBe(0)
    expect(everywhere.output()).toContain(`${runner}: ready reports.Report USD 1.1 1.1 2.2, src 6, hi!`)
    expect(everywhere.output()).toContain(`${runner} failed at RangeError: no negative amounts: -2`)
    expect(everywhere.output()).toMatch(/shared\/src\/index\.ts:26:27/)
  })
})
