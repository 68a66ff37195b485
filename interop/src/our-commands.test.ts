import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runHere } from '@millrace/cli/testing'
import { createClient, createHttpTransport } from '@millrace/client'
import { cleanEnvironment, millrace, startMillrace, supervise, type Supervised, temporaryFolder } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningPrefect, startPrefect } from './compat/prefect-server.ts'
import { OF_3, MANAGING, type OurCommand, RUNNING, TASK_RUNS } from './our-command-lines.ts'
import { type Generation, GENERATIONS, preparePeer } from './peers.ts'

const TASKS = join(import.meta.dirname, '..', '..', 'e2e', 'flows', 'background.ts')

const PROJECT_FLOW = `import { flow, logger, task } from 'millrace'
const shout = task({ name: 'shout' }, async function shout(name: string) {
  logger().info('shouting ' + name)
})
export const greet = flow({ name: 'greet' }, async function greet(name: string = 'world'): Promise<void> {
  logger().info('good day, ' + name)
  await shout(name)
})
`

const BLOCK_TYPE = `import { defineBlock, secretField } from 'millrace/blocks'
import { z } from 'zod'
export const Login = defineBlock({ name: 'Site Login', fields: z.object({ user: z.string(), password: secretField() }) })
`

const PROJECT_FILE = `deployments:
  - name: daily
    entrypoint: greet.ts:greet
    work_pool: { name: projects }
`

const IMAGE = ['image_name=flows', 'tag=1.2']
const BUCKET = ['bucket=code-of-flows']
const CONTAINER = ['container=code-of-flows']
const REPOSITORY = ['repository=https://git.example/flows.git', 'branch=release']

/** What each recipe is told. */
const RECIPES: Readonly<Record<string, readonly string[]>> = {
  local: [],
  git: REPOSITORY,
  docker: IMAGE,
  'docker-git': [...IMAGE, ...REPOSITORY],
  s3: BUCKET,
  'docker-s3': [...IMAGE, ...BUCKET],
  gcs: BUCKET,
  'docker-gcs': [...IMAGE, ...BUCKET],
  azure: CONTAINER,
  'docker-azure': [...IMAGE, ...CONTAINER],
}

const servers = new Map<Generation, RunningPrefect>()
let home: Awaited<ReturnType<typeof temporaryFolder>>
let folder: string

beforeAll(async () => {
  home = await temporaryFolder()
  for (const generation of GENERATIONS) await preparePeer(generation)
  await Promise.all(GENERATIONS.map(async (generation) => void servers.set(generation, await startPrefect(generation))))
  folder = join(home.path, 'project')
  await mkdir(folder)
  await writeFile(join(folder, 'greet.ts'), PROJECT_FLOW)
  // What projects would have installed.
  await symlink(join(import.meta.dirname, '..', '..', 'node_modules'), join(home.path, 'node_modules'))
})
afterAll(async () => {
  for (const server of servers.values()) await server[Symbol.asyncDispose]()
  await home[Symbol.asyncDispose]()
})

describe.each(GENERATIONS)('our commands, by a real server of Prefect %i', (generation) => {
  const env = (): Record<string, string> => ({
    MILLRACE_API_URL: servers.get(generation)?.url ?? '',
    MILLRACE_HOME: join(home.path, `home-${generation}`),
    WITNESS: join(home.path, `witness-${generation}`),
  })
  const ok = async (...argv: readonly string[]): Promise<string> => {
    const { code, output } = await runHere(['--no-prompt', ...argv], { env: env(), cwd: folder })
    expect(code, `millrace ${argv.join(' ')}\n${output}`).toBe(0)
    return output
  }

  test.runIf(generation === 3)('serve flows and shell commands, whose runs end Completed with their lines', async () => {
    await using flows = startMillrace(['flow', 'serve', 'greet.ts:greet', '-n', 'served', '--tag', 'seen'], { env: env(), cwd: folder })
    const shellCommand = ['shell', 'serve', 'echo said by a shell', '--flow-name', 'echoing', '--deployment-name', 'served']
    await using shell = startMillrace(shellCommand, { env: env(), cwd: folder })
    await Promise.all([flows.says(/serving 'greet\/served'/, 90), shell.says(/serving 'echoing\/served'/, 90)])
    const [greeting, echo] = await Promise.all([
      ok('deployment', 'run', 'greet/served', '--param', 'name=Ada', '--watch'),
      ok('deployment', 'run', 'echoing/served', '--watch'),
    ])
    expect(greeting).toContain('good day, Ada')
    expect(echo).toContain('said by a shell')
    flows.kill('SIGINT')
    await flows.ended
    expect(await ok('deployment', 'inspect', 'greet/served')).toMatch(/tags: seen[^]*paused: true|paused: true[^]*tags: seen/)
  })

  test.runIf(generation === 3)('watch a shell command, and exit as it does', async () => {
    const { code, output } = await millrace(['shell', 'watch', 'echo seen; exit 3'], { env: env(), cwd: folder })
    expect([code, output]).toEqual([3, expect.stringMatching(/ - seen$[^]*Finished in state Failed/m)])
  })

  test.runIf(generation === 3)('register block types that a file exports', async () => {
    await writeFile(join(folder, 'login.ts'), BLOCK_TYPE)
    expect(await ok('block', 'register', '-f', 'login.ts')).toMatch(/Successfully registered 1 block\b[^]*site-login/)
    expect(await ok('block', 'type', 'inspect', 'site-login')).toContain('Site Login')
  })

  test('deploy a project, plan what would change, and have its runs taken', async () => {
    await ok('work-pool', 'create', 'projects', '--type', 'process')
    const deploy = (...more: readonly string[]): Promise<string> =>
      ok('deploy', 'greet.ts:greet', '-n', 'daily', '-p', 'projects', '--cron', '0 6 * * *', '-t', 'a', ...more)
    expect(await deploy('--plan')).toContain('Plan: 1 to create')
    expect(await deploy()).toContain("Deployment 'greet/daily' successfully created")
    // What a server of Prefect 2 does not keep is planned anew each time.
    expect(await deploy('--plan')).toContain(generation === 3 ? 'Plan: 0 to create, 0 to update, 1 without change' : 'Plan: 0 to create')
    expect(await deploy('-t', 'b')).toContain("Deployment 'greet/daily' successfully created")
    expect(await ok('deployment', 'inspect', 'greet/daily')).toMatch(/^tags: a, b$/m)
    await ok('deployment', 'run', 'greet/daily', '--param', 'name=Grace', '--flow-run-name', 'greeted')
    const worker = await millrace(['worker', 'start', '-p', 'projects', '--run-once'], { env: env(), cwd: folder })
    expect(worker).toMatchObject({ code: 0, output: expect.stringContaining('good day, Grace') as string })
    if (generation === 3) return
    await refusesWhatSecondDoesNotKeep()
  })

  test('manage what there is, its deployments and their runs', async () => {
    const client = createClient(
      createHttpTransport({ url: env()['MILLRACE_API_URL'] ?? '', timeoutSeconds: 30, maxRetries: 3, jitterFactor: 0.2 }),
    )
    await client.artifacts.create({ body: { key: 'ours', type: 'markdown', data: '# by us' } })
    await client.transport.close()
    const wrong = await failing([...MANAGING, ...(generation === 3 ? OF_3 : []), ...RUNNING])
    expect([...wrong, ...(generation === 3 ? await failing(TASK_RUNS) : [])]).toEqual([])
  })

  /** Runs commands, one after another; answers those that do not end well or say what they are to. */
  async function failing(commands: readonly OurCommand[]): Promise<string[]> {
    const found: string[] = []
    const wrong: string[] = []
    for (const [line, says, find] of commands) {
      const words = line
        .split(' ')
        .map((word) => word.replaceAll('~', ' ').replace(/^\{(\d)\}$/, (_, index) => found[Number(index)] ?? 'missing'))
      const { code, output } = await runHere(['--no-prompt', ...words], { env: env(), cwd: folder })
      if (find !== undefined) found.push(find.exec(output)?.[1] ?? 'missing')
      if (code !== 0 || !says.test(output)) wrong.push(`millrace ${words.join(' ')} ended with ${code}:\n${output}`)
    }
    return wrong
  }

  async function refusesWhatSecondDoesNotKeep(): Promise<void> {
    const whole = join(home.path, 'whole')
    await mkdir(whole)
    await writeFile(join(whole, 'greet.ts'), PROJECT_FLOW)
    await writeFile(join(whole, 'millrace.yaml'), PROJECT_FILE)
    for (const [argv, cwd, reason] of [
      [['--all', '--prune'], whole, "a server of Prefect 2 keeps no labels, so nobody knows which deployments are this project's"],
      [['greet.ts:greet', '-n', 'daily', '--concurrency-limit=3'], folder, 'a server of Prefect 2 limits no deployments'],
    ] as const) {
      expect(await runHere(['--no-prompt', 'deploy', '-p', 'projects', ...argv], { env: env(), cwd })).toMatchObject({
        code: 1,
        output: expect.stringContaining(reason) as string,
      })
    }
  }
})

test('init makes projects of all recipes, which a real server of Prefect 3 can be planned for', async () => {
  const env = { MILLRACE_API_URL: servers.get(3)?.url ?? '', MILLRACE_HOME: join(home.path, 'home-3') }
  const run = async (cwd: string, ...argv: readonly string[]): Promise<string> => {
    const { code, output } = await runHere(['--no-prompt', ...argv], { env, cwd })
    expect(code, output).toBe(0)
    return output
  }
  await run(folder, 'work-pool', 'create', 'recipes', '--type', 'process')
  for (const [recipe, fields] of Object.entries(RECIPES)) {
    const cwd = join(home.path, recipe)
    await mkdir(cwd)
    await writeFile(join(cwd, 'greet.ts'), PROJECT_FLOW)
    await run(cwd, 'init', '--recipe', recipe, ...fields.flatMap((field) => ['-f', field]))
    const file = await readFile(join(cwd, 'millrace.yaml'), 'utf8')
    for (const field of fields) expect(file, recipe).toContain(field.slice(field.indexOf('=') + 1))
    expect(await run(cwd, 'deploy', 'greet.ts:greet', '-n', recipe, '-p', 'recipes', '--plan'), recipe).toContain('Plan: 1 to create')
  }
})

test('our background tasks run by way of the queue of a real Prefect 3 server', async () => {
  const witness = join(home.path, 'witness')
  const env = { MILLRACE_API_URL: servers.get(3)?.url ?? '', MILLRACE_HOME: join(home.path, 'home-3'), WITNESS: witness }
  const start = (...argv: string[]): Supervised =>
    supervise({ program: process.execPath, argv: [TASKS, ...argv], env: cleanEnvironment(env) })
  await using delaying = start('await', 'early', '3')
  await delaying.says(/scheduled/, 60)
  await using serving = startMillrace(['task', 'serve', `${TASKS}:note`, '--limit', '2'], { env })
  expect(await delaying.ended, delaying.output() + serving.output()).toBe(0)
  expect(delaying.output().match(/result /g)).toHaveLength(3)
  await using calling = start('flow', 'inside')
  expect(await calling.ended, calling.output() + serving.output()).toBe(0)
  const begun = (await readFile(witness, 'utf8')).split('\n').filter((line) => line.startsWith('begin'))
  expect(begun.map((line) => line.split(' ').slice(1, 3).join(' ')).toSorted()).toEqual([
    'early 0',
    'early 1',
    'early 2',
    'inside 1',
    'inside 2',
  ])
})
