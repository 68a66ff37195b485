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
import { type Command, runCommands } from './run-commands.ts'

const FLOWS = join(import.meta.dirname, '..', 'flows')
const ID = /([0-9a-f]{8}-[0-9a-f-]{27})/

const OF_BOTH: readonly Command[] = [
  ['version', /API version:\s+0\.8\.4/],
  ['config view', /PREFECT_API_URL='http:\/\/127/],
  ['config set PREFECT_LOGGING_LEVEL=INFO', /Set 'PREFECT_LOGGING_LEVEL'/],
  ['config unset PREFECT_LOGGING_LEVEL', /Unset 'PREFECT_LOGGING_LEVEL'/],
  ['work-pool create cli-pool --type process', /Created work pool 'cli-pool'/],
  ['work-pool ls', /cli-pool │ process/],
  ['work-pool update cli-pool --description changed', /Updated work pool/],
  ['work-pool set-concurrency-limit cli-pool 3', /to 3/],
  ['work-pool inspect cli-pool', /description='changed'[^]*concurrency_limit=3/],
  ['work-pool clear-concurrency-limit cli-pool', /Cleared/],
  ['work-pool pause cli-pool', /Paused/],
  ['work-pool resume cli-pool', /Resumed/],
  ['work-pool preview cli-pool', /No runs found/],
  ['work-pool get-default-base-job-template --type process', /"working_dir": "\{\{ working_dir \}\}"/],
  ['work-queue create cli-queue --pool cli-pool --limit 2 --priority 3', /concurrency limit - 2/],
  ['work-queue ls --pool cli-pool', /cli-queue │ 3 +│ 2/],
  ['work-queue set-concurrency-limit cli-queue 4 --pool cli-pool', /limit of 4 set/],
  ['work-queue inspect cli-queue --pool cli-pool', /concurrency_limit=4/],
  ['work-queue clear-concurrency-limit cli-queue --pool cli-pool', /removed/],
  ['work-queue pause cli-queue --pool cli-pool', /paused/],
  ['work-queue resume cli-queue --pool cli-pool', /resumed/],
  ['work-queue preview cli-queue --pool cli-pool', /No runs found/],
  ['work-queue read-runs cli-queue --pool cli-pool', /Read 0 runs/],
  ['work-queue delete cli-queue --pool cli-pool', /Successfully deleted/],
  ['work-pool delete cli-pool', /Deleted work pool/],
  ['block type ls', /local-file-system/],
  ['block type inspect secret', /secret/],
  ['block create secret', /\/blocks\/catalog\/secret\/create/],
  ['block register --module prefect.blocks.notifications', /Slack Webhook/],
  ['concurrency-limit create cli-tag 3', /tag - 'cli-tag'/],
  ['concurrency-limit inspect cli-tag', /cli-tag │ 3/],
  ['concurrency-limit ls', /cli-tag/],
  ['concurrency-limit reset cli-tag', /Reset/],
  ['concurrency-limit delete cli-tag', /Deleted/],
  ['gcl create cli-gcl --limit 5 --slot-decay-per-second 0.5', /Created global concurrency limit/],
  ['gcl update cli-gcl --limit 6', /Updated/],
  ['gcl disable cli-gcl', /Disabled/],
  ['gcl enable cli-gcl', /Enabled/],
  ['gcl ls', /cli-gcl/],
  ['gcl inspect cli-gcl', /limit=6/],
  ['gcl delete cli-gcl', /Deleted/],
  ['artifact ls', /cli-artifact/],
  ['artifact inspect cli-artifact', /# by us/],
  ['artifact delete cli-artifact', /Deleted/],
]

const OF_3: readonly Command[] = [
  ['server status', /Server version: 3\.8/],
  ['variable set cli_var "[1,2]" --tag a', /Set variable/],
  ['variable get cli_var', /\[1, 2\]/],
  ['variable ls', /cli_var/],
  ['variable inspect cli_var', /value=\[1, 2\]/],
  ['variable unset cli_var', /Unset variable/],
  ['api POST /flows/filter --data \'{"limit": 1}\'', /\[/],
  ['event emit interop.emitted --resource-id interop.place', /emitted/],
  ['experimental result-storage inspect', /No default result storage/],
]

/** A project of two deployments, its schedules and its trigger, and runs of it. */
const PROJECT: readonly Command[] = [
  ['work-pool create interop-pool --type process', /Created work pool/],
  ['--no-prompt deploy --all', /interop-greet\/first' successfully created[^]*interop-lasts\/second' successfully created/],
  ['deployment ls', /interop-greet\/first[^]*interop-lasts\/second/],
  ['deployment inspect interop-greet/first', /'entrypoint': 'deployed.py:greet'/],
  ['deployment schedule ls interop-greet/first', /cron: 0 4 \* \* \*/],
  ['deployment schedule create interop-greet/first --rrule FREQ=DAILY --timezone Europe/Oslo', /Created deployment schedule/],
  ['deployment schedule clear interop-greet/first --accept-yes', /Cleared all schedules/],
  ['deployment schedule create interop-greet/first --interval 3600', /Created deployment schedule/],
  ['deployment schedule ls interop-greet/first', /interval: 1:00:00s │ True/, ID],
  ['deployment schedule pause interop-greet/first {0}', /Paused schedule/],
  ['deployment schedule ls interop-greet/first', /interval: 1:00:00s │ False/],
  ['deployment schedule resume interop-greet/first {0}', /Resumed schedule/],
  ['deployment schedule delete interop-greet/first {0} --accept-yes', /Deleted deployment schedule/],
  ['deployment run interop-greet/first --param name=deleted', /Created flow run/, /UUID: (.{36})/],
  ['flow-run cancel {1}', /successfully scheduled for cancellation/],
  ['flow-run inspect {1}', /StateType\.CANCELLED|CANCELLED/],
  ['flow-run delete {1}', /Successfully deleted/],
  ['deployment run interop-greet/first --start-in "2 hours" --tag later', /in 1 hour|in 2 hours/, /UUID: (.{36})/],
  ['work-pool preview interop-pool', /Scheduled Start Time/],
  ['flow-run ls --state-type SCHEDULED', /interop-greet/],
  ['flow-run delete {2}', /Successfully deleted/],
  ['automation ls', /second__automation_1/],
  ['automation inspect second__automation_1', /interop\.happened/],
  ['automation pause second__automation_1', /Paused/],
  ['automation resume second__automation_1', /Resumed/],
  ['automation delete second__automation_1', /Deleted/],
  ['deployment delete interop-lasts/second', /Deleted deployment/],
  ['deployment run interop-greet/first --param name=Ada --tag asked', /Created flow run/, /UUID: (.{36})/],
]

/** How 2.20 made deployments before there were projects, for an agent. */
const BUILT: readonly Command[] = [
  [
    'deployment build deployed.py:greet --name built --infra process --work-queue agents --cron "0 5 * * *" --tag built --param name=agent ' +
      '--output built.yaml --skip-upload',
    /Deployment YAML created/,
  ],
  ['deployment apply built.yaml', /successfully created/],
  ['deployment inspect interop-greet/built', /'cron': '0 5 \* \* \*'/],
  ['deployment pause-schedule interop-greet/built', /Paused schedule/],
  ['deployment resume-schedule interop-greet/built', /Resumed schedule/],
  ['deployment run interop-greet/built --tag for-agent', /Created flow run/],
]

/** A run that ended, watched and asked for once more. */
const retried = (id: string | undefined): readonly Command[] => [
  [`flow-run watch ${id}`, /Completed|finished/i],
  [`flow-run retry ${id}`, /retry|schedul/i],
]

describe.each(GENERATIONS)('the command line of Prefect %s', (generation) => {
  let server: RunningServer
  let folder: TemporaryFolder

  beforeAll(async () => {
    await preparePeer(generation)
    server = await startServer()
    folder = await temporaryFolder()
    await copyFile(join(FLOWS, 'deployed.py'), join(folder.path, 'deployed.py'))
    const project = await readFile(join(FLOWS, 'prefect.yaml'), 'utf8')
    await writeFile(join(folder.path, 'prefect.yaml'), project.replaceAll('FOLDER', folder.path))
  })

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  const where = () => ({ generation, url: server.url, home: join(folder.path, 'home'), cwd: folder.path })
  const commands = (list: readonly Command[]): Promise<string[]> => runCommands(where(), list)

  test('manages pools, queues, blocks, variables, limits and artifacts', async () => {
    await server.client.artifacts.create({ body: { key: 'cli-artifact', type: 'markdown', data: '# by us' } })
    expect(await commands([...OF_BOTH, ...(generation === 3 ? OF_3 : [])])).toEqual([])
  })

  test('deploys a project with its schedules and its trigger', async () => {
    expect(await commands(PROJECT)).toEqual([])
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
    expect(await commands([...shown, ...(generation === 3 ? retried(run?.id) : [])])).toEqual([])
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
    expect(await commands(BUILT)).toEqual([])
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
