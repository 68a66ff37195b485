import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import type { Deployment } from '@millrace/protocol'
import {
  type RunningServer,
  type TemporaryFolder,
  cleanEnvironment,
  eventually,
  millrace,
  startServer,
  supervise,
  temporaryFolder,
} from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, peerProgram, preparePeer } from './peers.ts'
import { BUILT, OF_3, OF_BOTH, profileFor, PROJECT } from './prefect-commands.ts'
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
    await server.client.variables.create({ body: { name: 'cli_variable', value: 'kept' } })
    expect(await prefect.run([...OF_BOTH, ...(generation === 3 ? OF_3 : []), ...profileFor(server.url)])).toEqual([])
  })

  test('deploys a project with its schedules and its trigger', async () => {
    expect(await prefect.run(PROJECT)).toEqual([])
  })

  test('has its worker take a run of the project, and shows what became of it', async () => {
    expect(await prefect.run([['worker start --pool interop-pool --type process --run-once', /Completed/]])).toEqual([])
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
      ...(generation === 3 ? ([['sdk generate --output sdk.py', /sdk\.py/]] satisfies Command[]) : []),
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

  test.runIf(generation === 2)(
    'S019 S065 S159 builds and applies files as ours does, and has its agent run what both have deployed',
    async () => {
      expect(await prefect.run(BUILT)).toEqual([])
      const built = await server.client.deployments.readByName({ params: { flow_name: 'interop-greet', deployment_name: 'built' } })
      expect(await ours('deployment', 'apply', 'built.yaml')).toMatch(
        new RegExp(`Successfully loaded 'built'\n[^]*'interop-greet/built' successfully created with id '${built.id}'`),
      )
      const again = await server.client.deployments.read({ params: { id: built.id } })
      expect(comparable(again)).toEqual(comparable(built))

      const type = await server.client.blockTypes.readBySlug({ params: { slug: 'local-file-system' } })
      const [schema] = await server.client.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [type.id] } } } })
      await server.client.blockDocuments.create({
        body: { name: 'shelf', data: { basepath: join(server.home, 'shelf') }, block_type_id: type.id, block_schema_id: schema?.id ?? '' },
      })
      const shelved = 'deployed.py:greet -n shelved -q agents -sb local-file-system/shelf -o shelved.yaml -t for-agent --param name=Ada -a'
      const said = await ours('deployment', 'build', ...shelved.split(' '))
      expect(said).toMatch(/Successfully uploaded \d+ files to [^]*\$ millrace agent start -q 'agents'/)
      const ran: readonly Command[] = [
        ['deployment apply shelved.yaml', /Successfully loaded 'shelved'[^]*successfully created/],
        ['deployment set-schedule interop-greet/shelved --cron "0 6 * * *"', /Created deployment schedule/],
        ['deployment run interop-greet/shelved', /Created flow run/],
        ['agent start -q agents --run-once', /Completed/],
      ]
      expect(await prefect.run(ran)).toEqual([])
      // The schedule has made runs of that tag, too, which are not due.
      const tagged = await server.client.flowRuns.filter({ body: { flow_runs: { tags: { all_: ['for-agent'] } } } })
      const ends = tagged.flatMap(({ auto_scheduled: automatic, state_type: state, work_queue_name: queue, parameters }) =>
        automatic ? [] : [{ state, queue, parameters }],
      )
      expect(ends).toHaveLength(2)
      expect(ends).toEqual(
        expect.arrayContaining([
          { state: 'COMPLETED', queue: 'agents', parameters: { name: 'Ada' } },
          { state: 'COMPLETED', queue: 'agents', parameters: { name: 'agent' } },
        ]),
      )
    },
  )

  /** Runs a command of ours in the folder of the project, with the Python of that generation. */
  async function ours(...argv: readonly string[]): Promise<string> {
    const path = `${dirname(peerProgram(generation, 'python'))}${delimiter}${process.env['PATH'] ?? ''}`
    const env = { ...server.env, PATH: path, PREFECT_HOME: where().home }
    const { code, output } = await millrace(argv, { env, cwd: folder.path })
    expect(code, output).toBe(0)
    return output
  }
})

/** A deployment without what is new each time that it is applied. */
const comparable = ({ schedules, ...deployment }: Deployment): unknown => ({
  ...deployment,
  updated: 'then',
  last_polled: 'then',
  schedules: schedules.map(({ schedule, active }) => ({ schedule, active })),
})
