import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Prompts } from '../prompts.ts'
import { main } from '../main.ts'
import { capturedIo } from '../testing/captured-io.ts'
import { type CliServer, startCliServer } from '../testing/cli-server.ts'

const SDK = new URL('../../../sdk/src/index.ts', import.meta.url).href

const FLOWS = `import { flow } from '${SDK}'
/** Counts things. */
export const count_up = flow({ name: 'Count', description: 'Counts things.' }, async function count_up(start: number, by: number = 1) {
  return start + by
})
export const other = flow({ name: 'Other' }, async function other() {})
`

const PROJECT = `# The project
name: counting
definitions:
  pools: &pools
    name: pool-a
    work_queue_name: fast
  tags: &tags [counted, '{{ prefect.variables.stage }}']
build:
  - prefect.deployments.steps.run_shell_script:
      id: version
      script: echo 1.2.{{ $BUILD }}
      stream_output: false
deployments:
  - name: first # the first one
    entrypoint: flows.ts:count_up
    version: '{{ version.stdout }}'
    tags: *tags
    parameters: { start: 1 }
    concurrency_limit: { limit: 3, collision_strategy: CANCEL_NEW }
    schedules:
      - cron: 0 6 * * *
        timezone: Europe/Berlin
        slug: morning
      - interval: PT1H
        active: false
    triggers:
      - expect: [order.placed]
        match: { kind: shop }
        parameters: { start: '{{ event.payload.n }}' }
      - type: sequence
        within: 60
        triggers: [{ expect: [a.*] }, { expect: [b.*] }]
    work_pool:
      <<: *pools
      job_variables: { env: { STAGE: '{{ prefect.variables.stage }}', TOKEN: '{{ prefect.blocks.secret.token }}' } }
  - name: second
    entrypoint: flows.ts:other
    build: null
    work_pool: *pools
`

async function setup(project = PROJECT): Promise<CliServer> {
  const cli = await startCliServer()
  await writeFile(join(cli.cwd, 'flows.ts'), FLOWS)
  await writeFile(join(cli.cwd, 'prefect.yaml'), project)
  await cli.client.workPools.create({ body: { name: 'pool-a', type: 'process' } })
  await cli.client.variables.create({ body: { name: 'stage', value: 'test' } })
  const type = await cli.client.blockTypes.readBySlug({ params: { slug: 'secret' } })
  const [schema] = await cli.client.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [type.id] } } } })
  if (schema === undefined) throw new Error('the secret block has no schema')
  const body = { name: 'token', data: { value: 'sesame' }, block_type_id: type.id, block_schema_id: schema.id }
  await cli.client.blockDocuments.create({ body })
  return cli
}

/** Runs `deploy` with an environment, and answers given in their order. */
async function deploy(cli: CliServer, argv: readonly string[], answers?: readonly (string | boolean)[]) {
  const left = [...(answers ?? [])]
  const next = <Answer>(question: string): Promise<Answer> => {
    const answer = left.shift()
    if (answer === undefined) throw new Error(`nobody answers '${question}'`)
    return Promise.resolve(answer as Answer)
  }
  const prompts: Prompts = {
    select: (question) => next(question),
    text: (question) => next(question),
    confirm: (question) => next(question),
    password: (question) => next(question),
  }
  const env = { MILLRACE_HOME: cli.home, MILLRACE_API_URL: cli.url, BUILD: '7' }
  const io = capturedIo({ env, cwd: cli.cwd, ...(answers === undefined ? {} : { prompts }) })
  const code = await main(argv, io)
  return { code, ...io.printed(), left }
}

const read = async ({ client }: CliServer, flow: string, name: string) =>
  await client.deployments.readByName({ params: { flow_name: flow, deployment_name: name } })

test('S087 S157 deploys all of a prefect.yaml: templates, steps, schedules, triggers, limits', async () => {
  await using cli = await setup()
  const { code, out, err } = await deploy(cli, ['deploy', '--all'])
  expect({ code, err }).toMatchObject({ code: 0 })
  expect(out).toContain("Deployment 'Count/first' successfully created with id '")
  expect(out).toContain("millrace worker start -p 'pool-a'")
  const first = await read(cli, 'Count', 'first')
  expect(first).toMatchObject({
    version: '1.2.7',
    description: 'Counts things.',
    tags: ['counted', 'test'],
    parameters: { start: 1 },
    global_concurrency_limit: { limit: 3 },
    concurrency_options: { collision_strategy: 'CANCEL_NEW' },
    work_pool_name: 'pool-a',
    work_queue_name: 'fast',
    job_variables: { env: { STAGE: 'test', TOKEN: 'sesame' } },
    entrypoint: 'flows.ts:count_up',
    path: null,
    pull_steps: [{ 'prefect.deployments.steps.set_working_directory': { directory: cli.cwd } }],
    enforce_parameter_schema: true,
    labels: { 'millrace.project': 'counting' },
  })
  expect(first.schedules.map(({ schedule, active, slug }) => ({ schedule, active, slug }))).toEqual(
    expect.arrayContaining([
      { schedule: { cron: '0 6 * * *', timezone: 'Europe/Berlin', day_or: true }, active: true, slug: 'morning' },
      { schedule: expect.objectContaining({ interval: 3600 }) as object, active: false, slug: null },
    ]),
  )
  const automations = await cli.client.automations.relatedTo({ params: { resource_id: `prefect.deployment.${first.id}` } })
  expect(new Map(automations.map(({ name, trigger: { type } }) => [name, type]))).toEqual(
    new Map([
      ['first__automation_1', 'event'],
      ['first__automation_2', 'sequence'],
    ]),
  )
  expect(automations.find(({ name }) => name.endsWith('1'))?.actions[0]).toMatchObject({
    type: 'run-deployment',
    parameters: { start: '{{ event.payload.n }}' },
  })
  expect((await read(cli, 'Other', 'second')).version).toMatch(/^[0-9a-f]{32}$/)

  await cli.client.variables.updateByName({ params: { name: 'stage' }, body: { value: 'later' } })
  const again = await deploy(cli, ['deploy', '-n', 'Count*/first', '-n', 'fir*'])
  expect(again).toMatchObject({ code: 0 })
  expect((await read(cli, 'Count', 'first')).tags).toEqual(['counted', 'later'])
  expect(await cli.client.automations.relatedTo({ params: { resource_id: `prefect.deployment.${first.id}` } })).toHaveLength(2)
})

test('shows a plan that changes nothing, and prunes only what the project made', async () => {
  await using cli = await setup()
  const plan = await deploy(cli, ['deploy', '--all', '--plan'])
  expect(plan.out).toContain('+ Count/first\n')
  expect(plan.out).toContain('Plan: 2 to create, 0 to update, 0 without change. Nothing was changed.')
  expect(plan.out).toMatch(/work_pool\.job_variables: .*"TOKEN":"\*{8}/)
  expect(plan.out).not.toContain('sesame')
  expect(await cli.client.deployments.count()).toBe(0)

  await deploy(cli, ['deploy', '--all'])
  const { flow_id: flow } = await read(cli, 'Other', 'second')
  await cli.client.deployments.create({ body: { name: 'by-hand', flow_id: flow } })
  expect((await deploy(cli, ['deploy', '-n', 'second', '--plan'])).out).toBe(
    '= Other/second (no change)\n\nPlan: 0 to create, 0 to update, 1 without change. Nothing was changed.\n',
  )
  // Only what the build step will put out is not known.
  expect((await deploy(cli, ['deploy', '-n', 'first', '--plan'])).out).toBe(
    '~ Count/first\n    version: 1.2.7 -> {{ version.stdout }}\n    1 build and push step will run; what they put out is not known before\n\n' +
      'Plan: 0 to create, 1 to update, 0 without change. Nothing was changed.\n',
  )
  const fewer = PROJECT.slice(0, PROJECT.indexOf('  - name: second')).replace('start: 1 }', 'start: 2 }')
  await writeFile(join(cli.cwd, 'prefect.yaml'), fewer.replace('0 6 * * *', '0 7 * * *'))
  const changed = await deploy(cli, ['deploy', '--all', '--prune', '--plan'])
  expect(changed.out).toContain('    parameters.start: 1 -> 2\n')
  expect(changed.out).toContain('    schedules:\n      - {"cron":"0 6 * * *"')
  expect(changed.out).toMatch(/\n {6}\+ \{"cron":"0 7 \* \* \*"/)
  expect(changed.out).toContain('- Other/second\n')
  const refused = await deploy(cli, ['deploy', '--all', '--prune'])
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.err).toContain("Not pruned: 'Other/second'. Nobody is there to be asked; give --yes")
  expect((await deploy(cli, ['deploy', '--all', '--prune', '--yes'])).out).toContain("Deleted deployment 'Other/second'.")
  expect((await cli.client.deployments.filter()).map(({ name }) => name)).toEqual(['by-hand', 'first'])
})

test('takes options over the file, several schedules and triggers among them', async () => {
  await using cli = await setup('deployments: []\n')
  const common = '--no-prompt deploy ./flows.ts:count_up -n opt -p pool-a -q slow -t a -t b -v 9 -d said --no-enforce-parameter-schema'
  const schedules = '--interval 60 --rrule FREQ=DAILY --timezone Asia/Tokyo --anchor-date 2026-01-01T00:00:00Z --cron'
  const values = '--param start=5 -jv working_dir=/srv -cl 2 --collision-strategy ENQUEUE --job-variable'
  const trigger = ['--trigger', '{"expect": ["x"], "name": "mine"}']
  const argv = [...common.split(' '), ...schedules.split(' '), '0 1 * * *', ...values.split(' '), '{"env": {"A": "1"}}', ...trigger]
  const fine = await deploy(cli, argv)
  expect(fine).toMatchObject({ code: 0 })
  const made = await read(cli, 'Count', 'opt')
  expect(made).toMatchObject({
    version: '9',
    description: 'said',
    tags: ['a', 'b'],
    parameters: { start: 5 },
    job_variables: { working_dir: '/srv', env: { A: '1' } },
    work_queue_name: 'slow',
    global_concurrency_limit: { limit: 2 },
    concurrency_options: { collision_strategy: 'ENQUEUE' },
    enforce_parameter_schema: false,
  })
  expect(made.schedules.map(({ schedule: { timezone } }) => timezone)).toEqual(['Asia/Tokyo', 'Asia/Tokyo', 'Asia/Tokyo'])
})

test('S086 asks for what is missing at a terminal, and saves it with comments kept', async () => {
  await using cli = await setup('# Mine\nname: asked # its name\ndeployments: []\n')
  const answers = ['flows.ts:other', 'nightly', 'pool-a', true, 'cron', '0 3 * * *', 'UTC', false, true]
  const { code, out, err, left } = await deploy(cli, ['deploy'], answers)
  expect({ code, err, left }).toEqual({ code: 0, err: '', left: [] })
  expect(out).toContain('Deployment saved to prefect.yaml.')
  const saved = await readFile(join(cli.cwd, 'prefect.yaml'), 'utf8')
  expect(saved).toContain('# Mine\nname: asked # its name\n')
  expect(saved).toContain('entrypoint: flows.ts:other')
  expect((await deploy(cli, ['deploy', '-n', 'nightly', '--plan'])).out).toContain('= Other/nightly (no change)')
})

test('S086 in a repository that can be cloned it also asks how runs get the code', async () => {
  await using cli = await setup('deployments: []\n')
  const git = (...argv: readonly string[]): void => void execFileSync('git', argv, { cwd: cli.cwd })
  git('init', '--quiet', '--initial-branch=main')
  git('remote', 'add', 'origin', 'https://example.com/team/flows.git')
  git('-c', 'user.name=a', '-c', 'user.email=a@b.test', 'commit', '--quiet', '--allow-empty', '-m', 'first')
  const { code, err, left } = await deploy(cli, ['deploy'], ['flows.ts:other', 'cloned', 'pool-a', 'git', false, false])
  expect({ code, err, left }).toEqual({ code: 0, err: '', left: [] })
  const made = await cli.client.deployments.readByName({ params: { flow_name: 'Other', deployment_name: 'cloned' } })
  expect(made).toMatchObject({
    work_pool_name: 'pool-a',
    pull_steps: [{ 'prefect.deployments.steps.git_clone': { repository: 'https://example.com/team/flows.git', branch: 'main' } }],
  })
})

test.each([
  ['deployments:\n  - name: x\n    entrypoint: [a\n', ['--all'], /prefect\.yaml:\d+:\d+: malformed YAML/],
  [
    'deployments:\n  - name: x\n    schedules:\n      - crno: 1\n',
    ['--all'],
    /prefect\.yaml:4:9: deployment 'x': schedules\.0: Unrecognized key: "crno"/,
  ],
  ['deployments: {}\n', ['--all'], /prefect\.yaml:1:14: deployments: /],
  ['deployments: []\n', ['--all'], /there is nothing to deploy/],
  ['', [], /an entrypoint is needed/],
  ['deployments: [{name: x, entrypoint: gone.ts:f}]', [], /gone\.ts/],
  ['deployments: [{name: x, entrypoint: flows.ts:nope}]', [], /it exports 'count_up'/],
  ['deployments: [{name: x, entrypoint: flows.ts:other}]', [], /a work pool is needed/],
  ['deployments: [{name: x, entrypoint: flows.ts:other}]', ['-p', 'nopool'], /there is no work pool 'nopool'/],
  ['deployments: [{entrypoint: flows.ts:other}]', ['-p', 'pool-a'], /a deployment name is needed/],
  ['deployments: [{name: x, entrypoint: flows.ts:other, parameters: {nope: 1}}]', ['-p', 'pool-a'], /nope/],
  ['deployments: [{name: x, entrypoint: flows.ts:other, schedules: [{cron: 61 * * * *}]}]', ['-p', 'pool-a'], /61 \* \* \* \*/],
  ['deployments: [{name: x, entrypoint: flows.ts:other, schedules: [{interval: soon}]}]', ['-p', 'pool-a'], /expected an interval/],
  ['deployments: [{name: x, entrypoint: flows.ts:other, triggers: [{posture: Sideways}]}]', ['-p', 'pool-a'], /'x__automation_1': posture/],
  [
    'deployments: [{name: x, entrypoint: flows.ts:other, triggers: [{type: metric}]}]',
    ['-p', 'pool-a'],
    /'x__automation_1': metric: .*expected object/,
  ],
  [
    'deployments: [{name: x, entrypoint: flows.ts:other, concurrency_limit: {limit: 1, collision_strategy: FIGHT}}]',
    ['-p', 'pool-a'],
    /collision_strategy/,
  ],
  [
    'deployments: [{name: x, entrypoint: flows.ts:other, build: [{my_company.steps.bake: {}}]}]',
    ['-p', 'pool-a'],
    /there is no step 'my_company\.steps\.bake' here/,
  ],
  [
    'deployments: [{name: x, entrypoint: flows.ts:other, description: "{{ prefect.blocks.secret.gone }}"}]',
    ['-p', 'pool-a'],
    /there is no block 'secret\/gone'/,
  ],
  [
    'deployments: [{name: x, entrypoint: flows.ts:other}, {name: y, entrypoint: flows.ts:other}]',
    [],
    /none was named: give --name, or --all/,
  ],
  ['deployments: [{name: x, entrypoint: flows.ts:other}, {name: y, entrypoint: flows.ts:other}]', ['-n', 'z'], /has such a name/],
  ['deployments: [{name: x, entrypoint: flows.ts:other}]', ['--prune'], /--prune can only be given with --all/],
  ['deployments: [{name: x, entrypoint: flows.ts:other}]', ['-n', 'x', '--all'], /Cannot use both/],
  [
    'deployments: [{name: x, entrypoint: flows.ts:other, build: [{prefect.deployments.steps.run_shell_script: {script: "false"}}]}]',
    ['-p', 'pool-a'],
    /run_shell_script failed: 'false' ended with 1/,
  ],
])('refuses %j with %j and writes nothing', async (project, argv, reason) => {
  await using cli = await setup(project)
  const { code, err } = await deploy(cli, ['deploy', ...argv])
  expect(err).toMatch(reason)
  expect(code).toBe(1)
  expect(await cli.client.deployments.count()).toBe(0)
  expect(await cli.client.flows.count()).toBe(0)
})

test('warns of a key that means nothing', async () => {
  await using cli = await setup('deployments: [{name: x, entrypont: a, entrypoint: flows.ts:other, work_pool: {name: pool-a}}]')
  expect((await deploy(cli, ['deploy', '--all'])).err).toContain("'entrypont' means nothing and is not used. Did you mean 'entrypoint'?")
})

test.each([
  [[], 'set_working_directory'],
  [['--recipe', 'git', '-f', 'repository=https://git.test/a.git', '-f', 'branch=main'], 'repository: https://git.test/a.git'],
  [['--recipe', 'git'], 'repository: null\n      branch: null'],
  [['--recipe', 'docker-s3', '-f', 'image_name=i', '-f', 'tag=1', '-f', 'bucket=b'], 'prefect_aws.deployments.steps.push_to_s3'],
])('init %j writes a project file that can be read', async (argv, content) => {
  await using cli = await startCliServer()
  await mkdir(join(cli.cwd, 'empty'))
  const io = capturedIo({ env: { MILLRACE_HOME: cli.home }, cwd: join(cli.cwd, 'empty') })
  expect(await main(['init', ...argv], io)).toBe(0)
  expect(await readFile(join(cli.cwd, 'empty', 'millrace.yaml'), 'utf8')).toContain(content)
  expect(await main(['deploy', '--all'], io)).toBe(0)
  expect(io.printed().err).toContain('Discovered unnamed deployment')
})

test.each([
  [['--recipe', 'cloudy'], "Unknown recipe 'cloudy'. There are local, git"],
  [['--recipe', 's3'], 'recipe s3 needs --field bucket='],
])('init refuses %j', async (argv, reason) => {
  await using cli = await startCliServer()
  expect(await cli.run('init', ...argv)).toMatchObject({ code: 1, err: expect.stringContaining(reason) as string })
})
