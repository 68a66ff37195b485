import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { FlowRun } from '@millrace/protocol'
import {
  cleanEnvironment,
  eventually,
  millrace,
  type Ran,
  type RunningServer,
  startInTerminal,
  startMillrace,
  startServer,
  supervise,
  temporaryFolder,
} from '@millrace/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

const SDK = new URL('../../packages/sdk/src/index.ts', import.meta.url).href
const BLOCKS = new URL('../../packages/sdk/src/blocks/index.ts', import.meta.url).href

const FLOW = `import { readFileSync } from 'node:fs'
import { flow, logger } from '${SDK}'
export const cloned = flow(function cloned(seen = 'nothing') {
  logger().info('seen: ' + seen)
  logger().info('said by the script: ' + readFileSync('said.txt', 'utf8').trim())
  logger().info('in a clone: ' + process.cwd().endsWith('/code-main/sub'))
})
export const fetched = flow(async function fetched() {
  return readFileSync('greeting.txt', 'utf8')
})
`

const DEPLOYING = (repository: string, folder: string): string => `import { Flow } from '${SDK}'
import { blocks } from '${BLOCKS}'
const entrypoint = 'sub/flow.ts:fetched'
const cloned = await Flow.from({ source: { repository: '${repository}', branch: 'main' }, entrypoint })
await cloned.deploy({ name: 'of-a-repository', pool: 'local' })
const kept = await blocks.localFileSystem.of({ basepath: '${folder}' }).save('shelf')
const stored = await Flow.from({ source: kept, entrypoint })
await stored.withOptions({ retries: 1 }).deploy({ name: 'of-a-block', pool: 'local' })
await Flow.from({ source: { repository: '${repository}', accessToken: 'ghp_x' }, entrypoint })
  .then((open) => open.deploy({ name: 'readable', pool: 'local' }))
  .catch((error) => console.log('refused:', error.message))
`

const PROJECT = (repository: string): string => `
name: pulled
pull:
  - prefect.deployments.steps.git_clone:
      id: clone
      repository: '${repository}'
      branch: main
      access_token: '{{ prefect.variables.token }}'
  - prefect.deployments.steps.run_shell_script:
      script: cp greeting.txt sub/said.txt
      directory: '{{ clone.directory }}'
  - prefect.deployments.steps.set_working_directory:
      directory: '{{ clone.directory }}/sub'
deployments:
  - name: by-git
    entrypoint: flow.ts:cloned
    work_pool: { name: local }
    triggers: [{ expect: [cat.seen], parameters: { seen: '{{ event.resource.id }}' } }]
`

let server: RunningServer

beforeAll(async () => {
  server = await startServer()
  await server.client.workPools.create({ body: { name: 'local', type: 'process' } })
})
afterAll(() => server[Symbol.asyncDispose]())

test('S075 S085 S230 a run fetches its code by the pull steps of its project, on a worker that has none of it', async () => {
  await using folder = await temporaryFolder()
  const repository = join(folder.path, 'code')
  await mkdir(join(repository, 'sub'), { recursive: true })
  await writeFile(join(repository, 'greeting.txt'), 'good day\n')
  await writeFile(join(repository, 'sub', 'flow.ts'), FLOW)
  const git = promisify(execFile)
  await git('git', ['init', '--quiet', '--initial-branch=main'], { cwd: repository })
  await git('git', ['add', '.'], { cwd: repository })
  await git('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', 'commit', '--quiet', '-m', 'first'], { cwd: repository })
  await writeFile(join(repository, 'sub', 'prefect.yaml'), PROJECT(`file://${repository}`))

  const cwd = join(repository, 'sub')
  await expectOk(['variable', 'set', 'token', 'unused-here'])
  await expectOk(['--no-prompt', 'deploy', '--all'])
  await using worker = startMillrace(['worker', 'start', '-p', 'local'], { env: server.env, cwd: folder.path })
  const run = await completed('cloned', 'by-git')
  const lines = await eventually('the log is there', async () => {
    const logs = await server.client.logs.filter({ body: { logs: { flow_run_id: { any_: [run.id] } } } })
    return logs.some(({ message }) => message.startsWith('in a clone')) ? logs.map(({ message }) => message) : undefined
  })
  expect(lines).toEqual(expect.arrayContaining(['said by the script: good day', 'in a clone: true']))

  // What its trigger waits for makes another one, with parameters of the event.
  const event = {
    id: randomUUID(),
    occurred: new Date().toISOString(),
    event: 'cat.seen',
    resource: { 'prefect.resource.id': 'cat.tabby' },
  }
  await server.client.events.create({ body: [event] })
  const set = await eventually('a run is set off', async () => {
    const runs = await server.client.flowRuns.filter({ body: { deployments: { id: { any_: [run.deployment_id ?? ''] } } } })
    return runs.find(({ id }) => id !== run.id)
  })
  expect(set).toMatchObject({ parameters: { seen: 'cat.tabby' }, created_by: { type: 'AUTOMATION' } })

  // A flow that was loaded from somewhere is deployed with the steps that lead there.
  await writeFile(join(folder.path, 'deploying.mjs'), DEPLOYING(`file://${repository}`, repository))
  const deploying = supervise({ program: process.execPath, argv: ['deploying.mjs'], env: cleanEnvironment(server.env), cwd: folder.path })
  expect(await deploying.ended, deploying.output()).toBe(0)
  expect(deploying.output()).toContain('refused: the token in accessToken would be readable in the deployment')
  const places = []
  for (const name of ['of-a-repository', 'of-a-block']) {
    const { deployment_id: id } = await completed('fetched', name)
    places.push((await server.client.deployments.read({ params: { id: id ?? '' } })).pull_steps)
  }
  expect(places).toEqual([
    [{ 'prefect.deployments.steps.git_clone': { repository: `file://${repository}`, branch: 'main' } }],
    [{ 'prefect.deployments.steps.pull_with_block': { block_type_slug: 'local-file-system', block_document_name: 'shelf' } }],
  ])

  async function completed(flowName: string, name: string): Promise<FlowRun> {
    const { id } = await server.client.deployments.readByName({ params: { flow_name: flowName, deployment_name: name } })
    const made = await server.client.deployments.createFlowRun({ params: { id }, body: {} })
    const ended = await eventually(
      'the run ends',
      async () => {
        const { state_type: type, state } = await server.client.flowRuns.read({ params: { id: made.id } })
        return ['COMPLETED', 'FAILED', 'CRASHED'].includes(type ?? '') ? state : undefined
      },
      60,
    )
    expect(ended?.type, `${ended?.message}\n${worker.output()}`).toBe('COMPLETED')
    return made
  }

  async function expectOk(argv: readonly string[]): Promise<void> {
    const { code, output } = await millrace(argv, { env: server.env, cwd })
    expect(code, `millrace ${argv.join(' ')}\n${output}`).toBe(0)
  }
})

const AT_ONCE = `
deployments:
  - name: at-once
    entrypoint: flow.ts:fetched
    work_pool: { name: local, work_queue_name: made-by-many }
    schedules: [{ cron: '0 6 * * *', timezone: UTC }, { interval: 3600 }]
    triggers: [{ name: seen, expect: [cat.seen] }, { name: fed, expect: [cat.fed] }]
`

test('those who deploy at once, by the project file and by a deployment file, make one deployment with what belongs to it once', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'flow.ts'), FLOW)
  await writeFile(join(folder.path, 'prefect.yaml'), AT_ONCE)
  const started = (argv: readonly string[]): Promise<Ran> => millrace(argv, { env: server.env, cwd: folder.path })
  const deploy = (): Promise<Ran> => started(['--no-prompt', 'deploy', '--all'])
  const options = '-n at-once -p local -q made-by-many --cron'.split(' ')
  expect(await started(['deployment', 'build', 'flow.ts:fetched', ...options, '0 7 * * *'])).toMatchObject({ code: 0 })
  const file = join(folder.path, 'fetched-deployment.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replace('triggers: []', 'triggers: [{ name: applied, expect: [cat.seen] }]'))
  const apply = (): Promise<Ran> => started(['deployment', 'apply', 'fetched-deployment.yaml'])

  // First where there is none, then where it is.
  for (const all of [
    [deploy, deploy, apply, apply],
    [apply, deploy, deploy, apply],
  ]) {
    for (const { code, output } of await Promise.all(all.map((one) => one()))) expect(code, output).toBe(0)
    const [made, ...more] = await server.client.deployments.filter({ body: { deployments: { name: { any_: ['at-once'] } } } })
    expect(more).toEqual([])
    const related = await server.client.automations.relatedTo({ params: { resource_id: `prefect.deployment.${made?.id}` } })
    expect(['applied', 'fed,seen']).toContain(related.map(({ name }) => name).join())
    expect(['0 6 * * *,3600', '0 7 * * *']).toContain(
      made?.schedules
        .map(({ schedule }) => ('cron' in schedule ? schedule.cron : 'interval' in schedule ? schedule.interval : ''))
        .toSorted()
        .join(),
    )
    const queues = await server.client.workPools.filterQueues({ params: { work_pool_name: 'local' }, body: {} })
    expect(queues.filter(({ name }) => name === 'made-by-many')).toHaveLength(1)
  }
})

const ENTER = '\r'
const DOWN = '\u001b[B'
const CTRL_C = '\u0003'

test('S086 at a terminal a deployment is asked for, step by step, and saved to the project file', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'flow.ts'), FLOW)
  const deploying = startInTerminal(['deploy'], { env: server.env, cwd: folder.path })
  await deploying.says(/Which flow\?[^]*flow\.ts:cloned[^]*flow\.ts:fetched/)
  deploying.type(DOWN + ENTER)
  await deploying.says(/Name of the deployment\?/)
  deploying.type(`asked${ENTER}`)
  await deploying.says(/Work pool of its runs\?/)
  deploying.type(ENTER)
  await deploying.says(/Does it run by a schedule\?/)
  deploying.type('y')
  await deploying.says(/Which kind\?/)
  deploying.type(ENTER)
  await deploying.says(/Cron expression\?/)
  deploying.type(`30 6 * * *${ENTER}`)
  await deploying.says(/Time zone\?/)
  deploying.type(`Europe/Berlin${ENTER}`)
  await deploying.says(/By another one, too\?/)
  deploying.type('n')
  await deploying.says(/Save this deployment to/)
  deploying.type('y')
  expect(await deploying.ended, deploying.output()).toBe(0)
  const made = await server.client.deployments.readByName({ params: { flow_name: 'fetched', deployment_name: 'asked' } })
  expect(made).toMatchObject({ work_pool_name: 'local', schedules: [{ schedule: { cron: '30 6 * * *', timezone: 'Europe/Berlin' } }] })
  const file = (await readdir(folder.path)).find((name) => name.endsWith('.yaml')) ?? ''
  expect(await readFile(join(folder.path, file), 'utf8')).toContain('name: asked')

  // Of a flow that was renamed since, its run says what it looked for, and what it found.
  await writeFile(join(folder.path, 'flow.ts'), FLOW.replaceAll('fetched', 'fetchedToday'))
  const { id } = await server.client.deployments.createFlowRun({ params: { id: made.id }, body: {} })
  const worker = await millrace(['worker', 'start', '-p', 'local', '--run-once'], { env: server.env })
  const { state } = await server.client.flowRuns.read({ params: { id } })
  expect(state, worker.output).toMatchObject({ type: 'CRASHED', message: expect.stringMatching(/no flow 'fetched'.*cloned.*fetchedToday/) })

  const again = startInTerminal(['deploy', 'flow.ts:cloned'], { env: server.env, cwd: folder.path })
  await again.says(/Name of the deployment\?/)
  again.type(CTRL_C)
  expect(await again.ended, again.output()).toBe(1)
  expect(again.output()).toContain('Given up; nothing was changed.')
  const silent = await millrace(['--no-prompt', 'deploy', 'flow.ts:cloned'], { env: server.env, cwd: folder.path })
  expect(silent).toMatchObject({ code: 1, output: expect.stringContaining('a deployment name is needed') })
})
