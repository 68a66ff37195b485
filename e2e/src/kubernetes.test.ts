import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { runHere } from '@millrace/cli/testing'
import { workerType } from '@millrace/kubernetes'
import {
  cleanEnvironment,
  eventually,
  type RunningServer,
  startMillrace,
  startServer,
  supervise,
  temporaryFolder,
  type TemporaryFolder,
} from '@millrace/testing'
import { type RunningKubernetes, startKubernetes } from '@millrace/testing/kubernetes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const FLOWS = `import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { flow } from 'millrace'
export const hello = flow({ name: 'hello', logPrints: true }, async function hello(name: string) {
  console.log('hello', name, process.env.KIND)
})
const noteHook = () => undefined
export const waits = flow({ name: 'waits', logPrints: true, onCrashed: noteHook }, async function waits() {
  while (!existsSync('gate')) await setTimeout(50)
})
`

let server: RunningServer
let cluster: RunningKubernetes
let folder: TemporaryFolder
let env: Record<string, string>

// The image: this machine's Node and Millrace, in a folder with the flows.
beforeAll(async () => {
  ;[server, folder] = await Promise.all([startServer(), temporaryFolder()])
  const bin = join(folder.path, 'bin')
  await mkdir(bin)
  const launcher = join(import.meta.dirname, '..', '..', 'packages', 'millrace', 'bin', 'millrace.cjs')
  await symlink(launcher, join(bin, 'millrace'))
  await symlink(join(import.meta.dirname, '..', '..', 'node_modules'), join(folder.path, 'node_modules'))
  await writeFile(join(folder.path, 'flows.ts'), FLOWS)
  const path = [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter)
  const image = { workingDir: folder.path, env: { PATH: path, HOME: folder.path, KIND: 'in a pod' } }
  cluster = await startKubernetes({ images: { 'flows:1': image } })
  await writeFile(join(folder.path, 'kubeconfig'), JSON.stringify(cluster.kubeConfig))
  env = { ...server.env, KUBECONFIG: join(folder.path, 'kubeconfig') }
  await ok('work-pool', 'create', 'cluster', '--type', 'kubernetes')
})

afterAll(async () => {
  for (const each of [server, cluster, folder]) await each[Symbol.asyncDispose]()
})

async function ok(...argv: readonly string[]): Promise<string> {
  const { code, output } = await runHere(argv, { env, cwd: folder.path })
  expect(code, `millrace ${argv.join(' ')}\n${output}`).toBe(0)
  return output
}

async function deployed(flow: string, name: string, ...options: readonly string[]): Promise<string> {
  await ok('deployment', 'build', `flows.ts:${flow}`, '-n', name, '-p', 'cluster', '--override', 'image=flows:1', '--apply', ...options)
  return (await server.client.deployments.readByName({ params: { flow_name: flow, deployment_name: name } })).id
}

const begin = async (id: string): Promise<string> => (await server.client.deployments.createFlowRun({ params: { id }, body: {} })).id

const worker = (): ReturnType<typeof startMillrace> =>
  startMillrace(['worker', 'start', '-p', 'cluster', '-n', 'one'], { env, cwd: folder.path })

const stateOf = async (id: string, types: readonly string[]): Promise<{ name: string | null; message: string | null }> =>
  await eventually(
    `run ${id} becomes ${types.join(' or ')}`,
    async () => {
      const { state_type: type, state } = await server.client.flowRuns.read({ params: { id } })
      return state !== null && types.includes(type ?? '') ? { name: state.name, message: state.message ?? null } : undefined
    },
    90,
  )

const FINAL = ['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED']

const podOf = (runId: string): ReturnType<RunningKubernetes['pods']>[number] | undefined =>
  cluster.pods().find(({ metadata }) => metadata.labels?.['prefect.io/flow-run-id'] === runId)

describe('flows as jobs of a cluster', () => {
  test('the pools that the server makes have the template of the worker', async () => {
    const { base_job_template: template } = await server.client.workPools.read({ params: { name: 'cluster' } })
    const { job_configuration: configuration, variables } = template as unknown as typeof workerType.baseJobTemplate
    const ours = workerType.baseJobTemplate
    expect(configuration).toEqual(ours.job_configuration)
    const names = (properties: unknown): string[] => Object.keys(properties as object).toSorted()
    expect(names(variables['properties'])).toEqual(names(ours.variables['properties']))
  })

  test('S283: a run completes in its pod and is told about in the API, is cancelled there, and crashes there for want of memory', async () => {
    const hello = await deployed('hello', 'k8s', '--param', 'name=cluster')
    const waits = await deployed('waits', 'k8s', '--override', 'memory_limit=64Mi')
    await using working = worker()
    const greeted = await begin(hello)
    expect(await stateOf(greeted, FINAL), working.output()).toMatchObject({ name: 'Completed' })
    const { infrastructure_pid: identifier } = await server.client.flowRuns.read({ params: { id: greeted } })
    expect(identifier).toMatch(/^default:[a-z0-9-]+$/)
    await eventually('the line is in the log of the run', async () => {
      const lines = await server.client.logs.filter({ body: { logs: { flow_run_id: { any_: [greeted] } } } })
      return lines.some(({ message }) => message === 'hello cluster in a pod') || undefined
    })
    const [cancelled, starved] = [await begin(waits), await begin(waits)]
    await Promise.all([stateOf(cancelled, ['RUNNING']), stateOf(starved, ['RUNNING'])])
    await ok('flow-run', 'cancel', cancelled)
    const pod = podOf(starved)
    if (pod !== undefined) cluster.endPod(pod, { containerReason: 'OOMKilled' })
    expect(await stateOf(starved, FINAL)).toMatchObject({
      name: 'Crashed',
      message: expect.stringContaining('ran out of memory (limit 64Mi)') as string,
    })
    // Its own pod could not do it any more; another one of the same image does.
    await eventually('its hook is called', async () => {
      const lines = await server.client.logs.filter({ body: { logs: { flow_run_id: { any_: [starved] } } } })
      return lines.some(({ message }) => message === "Hook 'noteHook' finished running successfully") || undefined
    })
    expect(await stateOf(cancelled, FINAL)).toMatchObject({ name: 'Cancelled' })
    await eventually('the pod of the cancelled run goes', () => Promise.resolve(podOf(cancelled) === undefined || undefined))
  })

  test('a job that outlives its worker is looked after by the next one', async () => {
    const waits = await deployed('waits', 'orphan')
    const first = worker()
    const run = await begin(waits)
    await stateOf(run, ['RUNNING'])
    first.kill('SIGKILL', true)
    await first.ended
    await using second = worker()
    await second.says(/flow run '.+' goes on as default:/)
    await writeFile(join(folder.path, 'gate'), '')
    expect(await stateOf(run, FINAL), second.output()).toMatchObject({ name: 'Completed' })
    expect(cluster.jobs().filter(({ metadata }) => metadata.labels?.['prefect.io/flow-run-id'] === run)).toHaveLength(1)
  })

  test('S003 S030 S032 S038 S087 what an agent takes is a job of the cluster where the deployment says so, in code too', async () => {
    const script = join(folder.path, 'register.ts')
    await writeFile(
      script,
      `import { hello } from './flows.ts'
hello.infrastructure = { type: 'kubernetes-job', image: 'flows:1', memory_limit: '64Mi' }
const { id } = await hello.register({ name: 'queued', queue: 'jobs', parameters: { name: 'queue' } })
console.log('registered', id)
`,
    )
    await using registering = supervise({ program: process.execPath, argv: [script], env: cleanEnvironment(env), cwd: folder.path })
    expect(await registering.ended, registering.output()).toBe(0)
    const shown = JSON.parse(await ok('deployment', 'inspect', 'hello/queued', '-o', 'json')) as Record<string, unknown>
    expect(shown).toMatchObject({ infrastructure: { type: 'kubernetes-job' }, infra_overrides: { image: 'flows:1', memory_limit: '64Mi' } })
    const run = await begin(String(shown['id']))
    await using agent = startMillrace(['agent', 'start', '-q', 'jobs'], { env, cwd: folder.path })
    expect(await stateOf(run, FINAL), agent.output()).toMatchObject({ name: 'Completed' })
    expect((await server.client.flowRuns.read({ params: { id: run } })).infrastructure_pid).toMatch(/^default:/)
    const container = podOf(run)?.spec?.containers[0]
    expect(container).toMatchObject({ image: 'flows:1', resources: { limits: { memory: '64Mi' } } })
  })
})
