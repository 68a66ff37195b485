import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  cleanEnvironment,
  eventually,
  hasRegistry,
  millrace,
  type RunningServer,
  startDocker,
  startMillrace,
  startRegistry,
  startServer,
  supervise,
  type Supervised,
  temporaryFolder,
  type TemporaryFolder,
} from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const FLOWS = `import { setTimeout } from 'node:timers/promises'
import { flow, logger } from 'millrace'

async function noteHook() {
  if (!process.cwd().startsWith('/opt/prefect')) throw new Error('the hook is not called where the flow is')
}

export const boxed = flow({ onCrashed: noteHook, onCancellation: noteHook }, async function boxed(what: string) {
  logger().info('in the box: ' + what + ' in ' + process.cwd())
  if (what === 'hungry') for (const kept = []; ; await setTimeout(1)) kept.push(Buffer.alloc(8e6, 1))
  while (what === 'waits') await setTimeout(100)
  return what
})
`

const docker = await startDocker()

let server: RunningServer
let folder: TemporaryFolder
let env: Record<string, string>
let worker: Supervised
let deployment: string

describe.skipIf(docker === undefined)('a deployment with an image', () => {
  beforeAll(async () => {
    // Of the engine and its images the server knows nothing but names.
    ;[server, folder] = await Promise.all([startServer({ DOCKER_HOST: 'unix:///nowhere' }), temporaryFolder()])
    env = { ...server.env, ...docker?.env, MILLRACE_WORKER_CANCELLATION_POLL_SECONDS: '1', MILLRACE_WORKER_LEASE_SECONDS: '6' }
    await symlink(join(import.meta.dirname, '..', '..', 'node_modules'), join(folder.path, 'node_modules'))
    await writeFile(join(folder.path, 'flows.ts'), FLOWS)
    await ok('work-pool', 'create', 'boxes', '--type', 'docker')
    worker = startWorker()
  })

  afterAll(async () => {
    await worker[Symbol.asyncDispose]()
    for (const each of [docker, server, folder]) await each?.[Symbol.asyncDispose]()
  })

  async function ok(...argv: readonly string[]): Promise<string> {
    const { code, output } = await millrace(argv, { env, cwd: folder.path })
    expect(code, `millrace ${argv.join(' ')}\n${output}`).toBe(0)
    return output
  }

  const startWorker = (): Supervised => startMillrace(['worker', 'start', '-p', 'boxes', '-n', 'one'], { env, cwd: folder.path })

  async function begin(what: string, variables: Record<string, string> = {}): Promise<string> {
    const body = { parameters: { what }, job_variables: variables }
    return (await server.client.deployments.createFlowRun({ params: { id: deployment }, body })).id
  }

  const finalState = (id: string): Promise<{ readonly name: string | null; readonly message: string }> =>
    eventually(
      `run ${id} is final; the worker wrote ${worker.output()}`,
      async () => {
        const { state_type: type, state } = await server.client.flowRuns.read({ params: { id } })
        if (state === null || !['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'].includes(type ?? '')) return undefined
        return { name: state.name, message: state.message ?? '' }
      },
      90,
    )

  const logged = (id: string, text: string): Promise<string> =>
    eventually(
      `run ${id} logs '${text}'`,
      async () => {
        const lines = await server.client.logs.filter({ body: { logs: { flow_run_id: { any_: [id] } } } })
        return lines.map(({ message }) => message).find((message) => message.includes(text))
      },
      60,
    )

  const containerOf = (id: string) =>
    eventually('its container is there', async () => {
      const [found] = (await docker?.api.listContainers({ all: true, filters: { label: [`io.millrace.flow-run-id=${id}`] } })) ?? []
      return found === undefined ? undefined : await docker?.api.getContainer(found.Id).inspect()
    })

  test('is built, checked and run from its image: Completed, with its logs in the API (S030, S033, S266, S270, S271, S283)', async () => {
    const plan = await ok('deploy', 'flows.ts:boxed', '-n', 'box', '-p', 'boxes', '--image', 'boxed:1', '--plan')
    expect(plan).toContain('Plan: 1 to create')
    const output = await ok('deploy', 'flows.ts:boxed', '-n', 'box', '-p', 'boxes', '--image', 'boxed:1')
    expect(output).toContain('All health checks passed.')
    const made = await server.client.deployments.readByName({ params: { flow_name: 'boxed', deployment_name: 'box' } })
    deployment = made.id
    expect(made).toMatchObject({ entrypoint: '/opt/prefect/flows/boxed.flow.mjs:boxed', job_variables: { image: 'boxed:1' } })
    const id = await begin('fine')
    expect(await finalState(id)).toMatchObject({ name: 'Completed' })
    expect(await logged(id, 'in the box')).toBe('in the box: fine in /opt/prefect')
    const built = await docker?.api.getImage('boxed:1').inspect()
    expect((await containerOf(id))?.Image).toBe(built?.Id)
  })

  test('is made in code, too, and refused where runs have no image (S033)', async () => {
    const script = join(folder.path, 'deploy.ts')
    await writeFile(
      script,
      `import { boxed } from './flows.ts'
const image = { name: 'coded', tag: '1', envVars: { STAGE: 'live' } }
const made = await boxed.deploy({ name: 'coded', pool: 'boxes', image, jobVariables: { mem_limit: '1g' } })
console.log('made', made.name)
const pushed = { ...image, name: process.argv[2] + '/team/coded' }
await boxed.deploy({ name: 'pushed', pool: 'boxes', image: pushed }).catch((error) => console.log('not pushed:', error.message))
await boxed.deploy({ name: 'x', pool: 'plain', image: 'coded:1' }).catch((error) => console.log('refused:', error.message))
`,
    )
    await ok('work-pool', 'create', 'plain', '--type', 'process')
    // An image is pushed by itself when its name begins with a registry; without credentials this one refuses it.
    await using registry = hasRegistry ? await startRegistry() : undefined
    const argv = [script, registry?.host ?? '127.0.0.1:9']
    await using coded = supervise({ program: process.execPath, argv, env: cleanEnvironment(env), cwd: folder.path })
    expect(await coded.ended, coded.output()).toBe(0)
    expect(coded.output()).toMatch(/not pushed: .*team\/coded/)
    const unpushed = server.client.deployments.readByName({ params: { flow_name: 'boxed', deployment_name: 'pushed' } })
    await expect(unpushed).rejects.toMatchObject({ status: 404 })
    expect(coded.output()).toContain('made coded')
    expect(coded.output()).toContain("refused: the work pool 'plain' runs flows as processes, which have no image")
    const made = await server.client.deployments.readByName({ params: { flow_name: 'boxed', deployment_name: 'coded' } })
    expect(made).toMatchObject({
      entrypoint: '/opt/prefect/flows/boxed.flow.mjs:boxed',
      path: '/opt/prefect',
      job_variables: { image: 'coded:1', mem_limit: '1g' },
    })
    expect((await docker?.api.getImage('coded:1').inspect())?.Config.Env).toContain('STAGE=live')
    const { code, output } = await millrace(['deploy', 'flows.ts:boxed', '-n', 'y', '-p', 'plain', '--image', 'y:1'], {
      env,
      cwd: folder.path,
    })
    expect(code).toBe(1)
    expect(output).toContain("the work pool 'plain' runs flows as processes")
  })

  test('says so when its container runs out of memory (S031)', async () => {
    const id = await begin('hungry', { mem_limit: '300m', memswap_limit: '300m' })
    expect(await finalState(id)).toEqual({
      name: 'Crashed',
      message: 'The process of the flow run ran out of memory (its limit is 300 MB) and was killed.',
    })
    // Its own container could not do it any more; another one of the same image does.
    expect(await logged(id, 'Hook ')).toBe("Hook 'noteHook' finished running successfully")
  })

  test('is cancelled, also by a worker that found its container', async () => {
    const id = await begin('waits')
    await logged(id, 'in the box: waits')
    worker.kill('SIGKILL', true)
    await worker.ended
    worker = startWorker()
    await ok('flow-run', 'cancel', id)
    expect(await finalState(id)).toMatchObject({ name: 'Cancelled' })
    const ended = await eventually('its container has ended', async () => {
      const found = await containerOf(id)
      return found?.State.Running ? undefined : found
    })
    // It ended by itself when it was asked to, not by force.
    expect(ended.State.ExitCode).not.toBe(137)
  })

  test('S003 S010 S013 S030 S038 what an agent takes is a container where the flow is stored in an image', async () => {
    const script = join(folder.path, 'register.ts')
    await writeFile(
      script,
      `import { Docker } from '@millrace/docker'
import { boxed } from './flows.ts'
boxed.storage = new Docker({ imageName: 'boxed', imageTag: '1' })
await boxed.register({ name: 'queued', queue: 'boxed', build: false, parameters: { what: 'agent' } })
`,
    )
    await using registering = supervise({ program: process.execPath, argv: [script], env: cleanEnvironment(env), cwd: folder.path })
    expect(await registering.ended, registering.output()).toBe(0)
    await using agent = startMillrace(['agent', 'start', '-q', 'boxed'], { env, cwd: folder.path })
    const { id } = await server.client.deployments.readByName({ params: { flow_name: 'boxed', deployment_name: 'queued' } })
    const run = (await server.client.deployments.createFlowRun({ params: { id }, body: {} })).id
    expect(await finalState(run), agent.output()).toMatchObject({ name: 'Completed' })
    expect((await containerOf(run))?.Config.Image).toBe('boxed:1')
  })

  test('crashes with the engine in the middle of a run, and says so', async () => {
    const id = await begin('waits')
    await logged(id, 'in the box: waits')
    await docker?.kill()
    await docker?.start()
    // The engine asks what it finds running to end: the flow says so itself, where it still can.
    const message = expect.stringMatching(/Execution was aborted by a termination signal|while the Docker engine was restarted/)
    expect(await finalState(id)).toMatchObject({ name: 'Crashed', message })
  })

  test('waits for nothing that is not there: an image that nobody has is named', async () => {
    const id = await begin('fine', { image: 'nobody-has-this:1', image_pull_policy: 'Never' })
    expect(await finalState(id)).toMatchObject({
      name: 'Crashed',
      message: expect.stringContaining("there is no image 'nobody-has-this:1'"),
    })
  })
})
