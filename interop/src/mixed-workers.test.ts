import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { basename, delimiter, dirname, join } from 'node:path'
import { runHere } from '@millrace/cli/testing'
import { type Client, createClient, createHttpTransport } from '@millrace/client'
import type { FlowRun } from '@millrace/protocol'
import { eventually, millrace, type RunningServer, startMillrace, startServer, temporaryFolder } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPrefect } from './compat/prefect-server.ts'
import { type Generation, peerProgram, preparePeer } from './peers.ts'

const FLOWS = join(import.meta.dirname, '..', 'flows')
/** Flows that call each other. */
const MIXED = [join(FLOWS, 'mixed.py'), join(import.meta.dirname, '..', '..', 'e2e', 'flows', 'mixed.ts')]

/** In place of the empty deployment of a new project file. */
const DEPLOYMENTS = `
deployments:
  - name: kept
    entrypoint: mixed.ts:answers
    work_pool: { name: theirs }
    schedules: [{ cron: '0 6 * * *', timezone: UTC }]
    triggers: [{ name: seen, expect: [cat.seen] }]
  - name: gone
    entrypoint: mixed.ts:answers
    work_pool: { name: theirs }
`

/** The environment of our commands and workers, whose Python is that of a generation. */
const withPython = (generation: Generation, env: Readonly<Record<string, string>>): Record<string, string> => ({
  ...env,
  PATH: `${dirname(peerProgram(generation, 'python'))}${delimiter}${process.env['PATH'] ?? ''}`,
  PREFECT_SERVER_ANALYTICS_ENABLED: 'false',
})

async function ok(argv: readonly string[], env: Readonly<Record<string, string>>, cwd?: string): Promise<string> {
  const { code, output } = await millrace(argv, { env, ...(cwd === undefined ? {} : { cwd }) })
  expect(code, `millrace ${argv.join(' ')}\n${output}`).toBe(0)
  return output
}

/** Deploys a flow under the name of its pool, as a command would that need not look into the file. */
async function deploy({ flows, deployments }: Client, flow: string, entrypoint: string, pool: string): Promise<void> {
  const { id } = await flows.create({ body: { name: flow } })
  const where = { path: dirname(entrypoint), entrypoint: basename(entrypoint) }
  await deployments.create({ body: { name: pool, flow_id: id, work_pool_name: pool, ...where, enforce_parameter_schema: false } })
}

async function startRun({ deployments }: Client, name: string, parameters: Record<string, string> = {}): Promise<string> {
  const [flow_name = '', deployment_name = ''] = name.split('/')
  const { id } = await deployments.readByName({ params: { flow_name, deployment_name } })
  return (await deployments.createFlowRun({ params: { id }, body: { parameters } })).id
}

const ended = ({ flowRuns }: Client, id: string, told: () => string): Promise<string> =>
  eventually(
    `run ${id} to end`,
    async () => {
      const { state_type: type, state } = await flowRuns.read({ params: { id } })
      if (type === 'COMPLETED') return type
      if (type === 'FAILED' || type === 'CRASHED') throw new Error(`${type}: ${state?.message}\n${told()}`)
      return undefined
    },
    200,
  )

/** Waits for a line of a run's log, which Prefect's clients may send after its end. */
const logged = ({ logs }: Client, id: string, text: string): Promise<true> =>
  eventually(`run ${id} to log '${text}'`, async () => {
    const lines = await logs.filter({ body: { logs: { flow_run_id: { any_: [id] } } } })
    return lines.some(({ message }) => message.includes(text)) || undefined
  })

describe('one worker of ours', () => {
  let server: RunningServer
  beforeAll(async () => {
    await preparePeer(3)
    server = await startServer()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('runs deployments in Python and in TypeScript that call each other, and read what each other answered', async () => {
    const storage = { PREFECT_LOCAL_STORAGE_PATH: join(server.home, 'storage') }
    const env = withPython(3, { ...server.env, ...storage, PREFECT_HOME: join(server.home, 'prefect') })
    await server.client.workPools.create({ body: { name: 'mixed', type: 'process' } })
    for (const file of MIXED) {
      const language = file.endsWith('.py') ? 'python' : 'typescript'
      for (const name of ['asks', 'answers']) await deploy(server.client, `${language}-${name}`, `${file}:${name}`, 'mixed')
    }
    await using worker = startMillrace(['worker', 'start', '-p', 'mixed'], { env })
    const python = await startRun(server.client, 'python-asks/mixed', { deployment: 'typescript-answers/mixed', name: 'Ada' })
    const typescript = await startRun(server.client, 'typescript-asks/mixed', { deployment: 'python-answers/mixed', name: 'Grace' })
    await ended(server.client, python, () => worker.output())
    await ended(server.client, typescript, () => worker.output())
    await logged(server.client, python, 'typescript ended as Completed and answered Ada')
    await logged(server.client, typescript, 'python ended as COMPLETED and answered Grace')
    // The called runs are subflow runs of the callers.
    const called = await server.client.flowRuns.filter({ body: { flow_runs: { parent_flow_run_id: { any_: [python, typescript] } } } })
    expect(called.map(({ state_type: type }) => type)).toEqual(['COMPLETED', 'COMPLETED'])
  })

  test.each([3, 2] as const)('calls the hooks of a Python flow that was killed or cancelled (Prefect %i)', async (generation) => {
    await preparePeer(generation)
    const pool = `hooks-${generation}`
    const env = withPython(generation, { ...server.env, PREFECT_HOME: join(server.home, `prefect-${generation}`) })
    await server.client.workPools.create({ body: { name: pool, type: 'process' } })
    await deploy(server.client, 'hooked', `${join(FLOWS, 'hooked.py')}:hooked`, pool)
    await using worker = startMillrace(['worker', 'start', '-p', pool], {
      env: { ...env, MILLRACE_WORKER_CANCELLATION_POLL_SECONDS: '1' },
    })
    const notes = (name: string): string => join(server.home, `${pool}-${name}`)
    const noted = (name: string, what: RegExp): Promise<string> =>
      eventually(`${name} to note ${what}`, async () => what.exec(await readFile(notes(name), 'utf8').catch(() => ''))?.[1], 90)
    const [killed, stopped] = await Promise.all(
      ['killed', 'stopped'].map((name) => startRun(server.client, `hooked/${pool}`, { notes: notes(name) })),
    )
    const pid = await noted('killed', /pid (\d+)/)
    await noted('stopped', /(pid)/)
    process.kill(Number(pid), 'SIGKILL')
    await server.client.flowRuns.setState({ params: { id: stopped ?? '' }, body: { state: { type: 'CANCELLING' } } })
    expect(await noted('killed', /crashed (.*)/), worker.output()).toBe('CRASHED')
    expect(await noted('stopped', /cancelled (.*)/), worker.output()).toBe('CANCELLED')
    const read = (id = ''): Promise<FlowRun> => server.client.flowRuns.read({ params: { id } })
    expect([(await read(killed)).state_type, (await read(stopped)).state_type]).toEqual(['CRASHED', 'CANCELLED'])
    expect(await readFile(notes('killed'), 'utf8')).toBe(`pid ${pid}\ncrashed CRASHED\n`)
  })
})

test('our worker drains a pool of a real Prefect 3.8 server', async () => {
  await preparePeer(3)
  await using prefect = await startPrefect(3)
  await using home = await temporaryFolder()
  const transport = createHttpTransport({ url: prefect.url, timeoutSeconds: 30, maxRetries: 3, jitterFactor: 0.2 })
  const client = createClient(transport)
  const env = withPython(3, { MILLRACE_HOME: home.path, MILLRACE_API_URL: prefect.url, PREFECT_HOME: join(home.path, 'prefect') })
  await ok(['work-pool', 'create', 'theirs', '--type', 'process'], env)
  for (const file of MIXED) {
    const out = join(home.path, `${basename(file)}.yaml`)
    await ok(['deployment', 'build', `${file}:answers`, '-n', 'drained', '-p', 'theirs', '-a', '-o', out], env)
  }
  const runs: string[] = []
  for (const name of ['python-answers/drained', 'typescript-answers/drained', 'typescript-answers/drained'])
    runs.push(await startRun(client, name, { name: 'Ada' }))
  const output = await ok(['worker', 'start', '-p', 'theirs', '--run-once', '--limit', '3'], env)
  const states = await Promise.all(runs.map((id) => client.flowRuns.read({ params: { id } })))
  expect(
    states.map(({ state_type: type }) => type),
    output,
  ).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED'])

  // A project: as it is made, planned, deployed once and again, and pruned. Prefect's server replaces automations one by one.
  const project = join(home.path, 'project')
  await mkdir(project)
  await symlink(join(FLOWS, '..', '..', 'node_modules'), join(home.path, 'node_modules'))
  await copyFile(MIXED[1] ?? '', join(project, 'mixed.ts'))
  const inProject = async (...argv: readonly string[]): Promise<string> => {
    const { code, output } = await runHere(['--no-prompt', ...argv], { env, cwd: project })
    expect(code, `millrace ${argv.join(' ')}\n${output}`).toBe(0)
    return output
  }
  expect(await inProject('init', '--recipe', 'local')).toContain('millrace.yaml')
  const written = await readFile(join(project, 'millrace.yaml'), 'utf8')
  await writeFile(join(project, 'millrace.yaml'), `${written.slice(0, written.indexOf('deployments:\n  - '))}${DEPLOYMENTS}`)
  expect(await inProject('deploy', '--all', '--plan')).toContain('Plan: 2 to create')
  for (let times = 0; times < 2; times += 1) expect(await inProject('deploy', '--all')).toContain("'typescript-answers/kept' successfully")
  expect(await inProject('deploy', '--all', '--plan')).toContain('Plan: 0 to create, 0 to update, 2 without change')
  const made = await client.deployments.readByName({ params: { flow_name: 'typescript-answers', deployment_name: 'kept' } })
  expect(made.schedules).toMatchObject([{ schedule: { cron: '0 6 * * *' } }])
  const related = await client.automations.relatedTo({ params: { resource_id: `prefect.deployment.${made.id}` } })
  expect(related.map(({ name }) => name)).toEqual(['seen'])
  const text = await readFile(join(project, 'millrace.yaml'), 'utf8')
  await writeFile(join(project, 'millrace.yaml'), text.slice(0, text.indexOf('  - name: gone')))
  expect(await inProject('deploy', '--all', '--prune', '--yes')).toContain("Deleted deployment 'typescript-answers/gone'.")
  await transport.close()
})
