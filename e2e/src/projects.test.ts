import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { FlowRun } from '@millrace/protocol'
import { cleanEnvironment, eventually, millrace, startMillrace, startServer, supervise, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'

const SDK = new URL('../../packages/sdk/src/index.ts', import.meta.url).href
const BLOCKS = new URL('../../packages/sdk/src/blocks/index.ts', import.meta.url).href

const FLOW = `import { readFileSync } from 'node:fs'
import { flow, logger } from '${SDK}'
export const cloned = flow(function cloned() {
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
`

test('a run fetches its code by the pull steps of its project, on a worker that has none of it', async () => {
  await using server = await startServer()
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
  await expectOk(['work-pool', 'create', 'local', '--type', 'process'])
  await expectOk(['variable', 'set', 'token', 'unused-here'])
  await expectOk(['--no-prompt', 'deploy', '--all'])
  await using worker = startMillrace(['worker', 'start', '-p', 'local'], { env: server.env, cwd: folder.path })
  const run = await completed('cloned', 'by-git')
  const lines = await eventually('the log is there', async () => {
    const logs = await server.client.logs.filter({ body: { logs: { flow_run_id: { any_: [run.id] } } } })
    return logs.some(({ message }) => message.startsWith('in a clone')) ? logs.map(({ message }) => message) : undefined
  })
  expect(lines).toEqual(expect.arrayContaining(['said by the script: good day', 'in a clone: true']))

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
