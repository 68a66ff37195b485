import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type RunningServer,
  type TemporaryFolder,
  cleanEnvironment,
  eventually,
  startServer,
  supervise,
  temporaryFolder,
} from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, type Generation, peerProgram, preparePeer } from './peers.ts'
import { BUILT, OF_3, OF_BOTH, PROJECT } from './prefect-commands.ts'
import { type Command, type CommandLine, startCommandLine } from './run-commands.ts'

const FLOWS = join(import.meta.dirname, '..', 'flows')

/** A run that ended, watched and asked for once more. */
const retried = (id: string | undefined): readonly Command[] => [
  [`flow-run watch ${id}`, /Completed|finished/i],
  [`flow-run retry ${id}`, /retry|schedul/i],
]

describe.each(GENERATIONS)('the command line of Prefect %s', (generation) => {
  let server: RunningServer
  let folder: TemporaryFolder
  let prefect: CommandLine

  beforeAll(async () => {
    await preparePeer(generation)
    server = await startServer()
    folder = await temporaryFolder()
    for (const file of ['deployed.py', 'registered.py']) await copyFile(join(FLOWS, file), join(folder.path, file))
    const project = await readFile(join(FLOWS, 'prefect.yaml'), 'utf8')
    await writeFile(join(folder.path, 'prefect.yaml'), project.replaceAll('FOLDER', folder.path))
    prefect = startCommandLine(where())
  })

  afterAll(async () => {
    await prefect[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  const where = () => ({ generation, url: server.url, home: join(folder.path, 'home'), cwd: folder.path })

  test('manages pools, queues, blocks, variables, limits and artifacts', async () => {
    await server.client.artifacts.create({ body: { key: 'cli-artifact', type: 'markdown', data: '# by us' } })
    expect(await prefect.run([...OF_BOTH, ...(generation === 3 ? OF_3 : [])])).toEqual([])
  })

  test('deploys a project with its schedules and its trigger', async () => {
    expect(await prefect.run(PROJECT)).toEqual([])
  })

  test('has its worker take a run of the project, and shows what became of it', async () => {
    await start(generation, where(), 'worker', 'start', '--pool', 'interop-pool', '--type', 'process', '--run-once')
    const [run] = await server.client.flowRuns.filter({ body: { flow_runs: { tags: { all_: ['asked', 'project'] } } } })
    expect(run).toMatchObject({ state_type: 'COMPLETED', parameters: { name: 'Ada' }, work_pool_name: 'interop-pool' })
    const task = await eventually('the task run is told of', async () => {
      const completed = { state: { type: { any_: ['COMPLETED' as const] } } }
      return (await server.client.taskRuns.filter({ body: { flow_runs: { id: { any_: [run?.id ?? ''] } }, task_runs: completed } }))[0]
    })
    const shown: readonly Command[] = [
      [`flow-run inspect ${run?.id}`, /Completed/],
      [`flow-run logs ${run?.id}`, /hello Ada/],
      ['flow-run ls --flow-name interop-greet', /COMPLETED/],
      ['task-run ls', /shout/],
      [`task-run inspect ${task.id}`, /shout/],
      [`task-run logs ${task.id}`, /shouting Ada/],
      ['flow ls', /interop-greet/],
      ['work-pool ls', /interop-pool/],
    ]
    expect(await prefect.run([...shown, ...(generation === 3 ? retried(run?.id) : [])])).toEqual([])
  })

  test('streams events', async () => {
    const env = { PREFECT_API_URL: server.url, PREFECT_HOME: join(folder.path, 'home'), PREFECT_EXPERIMENTAL_EVENTS: 'true' }
    await using stream = supervise({ program: peerProgram(generation, 'prefect'), argv: ['event', 'stream'], env: cleanEnvironment(env) })
    const said = stream.says(/interop\.streamed/, 90)
    let seen = false
    void said.then(() => (seen = true))
    // When it has begun to listen is not to be seen, so it is told until it hears.
    await eventually(
      'the stream shows an event',
      async () => {
        const event = {
          event: 'interop.streamed',
          occurred: new Date().toISOString(),
          resource: { 'prefect.resource.id': 'interop.place' },
        }
        await server.client.events.create({ body: [{ ...event, id: crypto.randomUUID() }] })
        return seen ? true : undefined
      },
      90,
    )
    expect((await said)[0]).toBe('interop.streamed')
  })

  test.runIf(generation === 2)('builds and applies a deployment, and has its agent run it', async () => {
    expect(await prefect.run(BUILT)).toEqual([])
    await start(generation, where(), 'agent', 'start', '-q', 'agents', '--run-once')
    const [run] = await server.client.flowRuns.filter({ body: { flow_runs: { tags: { all_: ['for-agent'] } } } })
    expect(run).toMatchObject({ state_type: 'COMPLETED', parameters: { name: 'agent' }, work_queue_name: 'agents' })
  })
})

/** Runs one command to its good end in a process of its own, as workers and agents need. */
async function start(
  generation: Generation,
  { url, home, cwd }: { readonly url: string; readonly home: string; readonly cwd: string },
  ...argv: string[]
): Promise<void> {
  const env = cleanEnvironment({ PREFECT_API_URL: url, PREFECT_HOME: home, PREFECT_SERVER_ANALYTICS_ENABLED: 'false' })
  await using child = supervise({ program: peerProgram(generation, 'prefect'), argv, env, cwd })
  expect(await child.ended, child.output()).toBe(0)
}
