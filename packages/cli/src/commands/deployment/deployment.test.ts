import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CliServer, startCliServer } from '../../testing/cli-server.ts'

const UNKNOWN = '00000000-0000-4000-8000-000000000000'

/** Where packages of this repository are found from. */
const SDK = new URL('../../../../sdk/src/index.ts', import.meta.url).href

const FLOW = `import { flow } from '${SDK}'
export const report = flow({ name: 'Cat Facts' }, async function report(url: string, num: number = 3) {
  return [url, num]
})
`

async function setup(): Promise<CliServer> {
  const cli = await startCliServer()
  await writeFile(join(cli.cwd, 'report.ts'), FLOW)
  return cli
}

/** A deployment with a parameter schema, made by the API. */
async function deployed({ client }: CliServer, name = 'catfact') {
  const { id: flowId } = await client.flows.create({ body: { name: 'Cat Facts' } })
  const properties = { url: { title: 'url', type: 'string' }, num: { title: 'num', type: 'integer', default: 3 } }
  return await client.deployments.create({
    body: {
      name,
      flow_id: flowId,
      parameters: { url: 'a' },
      parameter_openapi_schema: { title: 'Parameters', type: 'object', properties, required: ['url'] },
      enforce_parameter_schema: true,
    },
  })
}

test('S090 S110 S126 builds the file of a deployment and registers it', async () => {
  await using cli = await setup()
  const built = await cli.run(
    'deployment',
    'build',
    './report.ts:report',
    '-n',
    'dev',
    '-q',
    'test',
    '--param',
    'num=42',
    '--override',
    'env.A=b',
    '--cron',
    '0 6 * * *',
    '-a',
  )
  expect(built).toMatchObject({ code: 0, err: 'The parameter value 42 is parsed as JSON\n' })
  expect(built.out).toContain(
    `Found flow 'Cat Facts'\nDefault '.prefectignore' file written to ${join(cli.cwd, '.prefectignore')}\nDeployment YAML created at 'report-deployment.yaml'.\n`,
  )
  expect(built.out).toContain("Pass --skip-upload to suppress this warning.\nDeployment 'Cat Facts/dev' successfully created with id '")
  expect(built.out).toContain("$ millrace agent start -q 'test'")
  const yaml = await readFile(join(cli.cwd, 'report-deployment.yaml'), 'utf8')
  expect(yaml).toContain('  num: 42\n')
  expect(yaml).toContain('  env.A: b\n')
  expect(yaml).toContain('DO NOT EDIT BELOW THIS LINE')

  const shown = await cli.json('deployment', 'inspect', 'Cat Facts/dev')
  expect(shown).toMatchObject({
    name: 'dev',
    work_queue_name: 'test',
    parameters: { num: 42 },
    job_variables: { env: { A: 'b' } },
    entrypoint: 'report.ts:report',
  })
  const applied = await cli.run('deployment', 'apply', 'report-deployment.yaml')
  expect(applied).toMatchObject({ code: 0, err: '' })
  expect(applied.out).toContain("Successfully loaded 'dev'\nDeployment 'Cat Facts/dev' successfully created")
})

test.each([
  [['report.ts:report'], "A name for this deployment must be provided with the '--name' flag."],
  [
    ['report.ts', '-n', 'x'],
    'Your flow entrypoint must include the name of the function that is the entrypoint to your flow.\nTry report.ts:<flow_name>',
  ],
  [['nope.ts:report', '-n', 'x'], 'nope.ts'],
  [['report.ts:nope', '-n', 'x'], "it exports 'report'"],
  [['report.ts:report', '-n', 'x', '--cron', '* * * * *', '--interval', '60'], 'Only one schedule type can be provided'],
  [['report.ts:report', '-n', 'x', '--interval', '0'], '--interval: expected a number of seconds above 0, got 0'],
  [['report.ts:report', '-n', 'x', '--cron', '61 * * * *'], '61 * * * *'],
  [['report.ts:report', '-n', 'x', '--param', 'a=1', '--params', '{}'], 'Can only pass one of `param` or `params` options'],
  [['report.ts:report', '-n', 'x', '--param', 'nmu=1'], 'nmu'],
  [
    ['report.ts:report', '-n', 'x', '-i', 'process', '-ib', 'process/prod'],
    'Only one of `infra` or `infra_block` can be provided, please choose one.',
  ],
  [['report.ts:report', '-n', 'x', '-o', 'x.json'], "--output: expected a '.yaml' file"],
  [['report.ts:report', '-n', 'x', '-p', 'nopool', '-a'], "there is no work pool 'nopool'"],
])('S100 S110 S111 S123 refuses to build %j', async (argv, reason) => {
  await using cli = await setup()
  const { code, err } = await cli.run('deployment', 'build', ...argv)
  expect(code).toBe(1)
  expect(err).toContain(reason)
})

test('applies nothing when one of the files is bad', async () => {
  await using cli = await setup()
  await cli.run('deployment', 'build', 'report.ts:report', '-n', 'dev', '-o', 'good')
  await writeFile(join(cli.cwd, 'bad.yaml'), 'name: x\nflow_name: [a\nb: c\n')
  const { code, err } = await cli.run('deployment', 'apply', 'good.yaml', 'bad.yaml')
  expect(code).toBe(1)
  expect(err).toMatch(/bad\.yaml:\d+:\d+: malformed YAML/)
  expect(await cli.json('deployment', 'ls')).toEqual([])
  expect(await cli.run('deployment', 'apply', 'missing.yaml')).toMatchObject({ code: 1, err: expect.stringContaining('missing.yaml') })
})

test('S082 S084 what is done by the API the command line shows, and the other way round', async () => {
  await using cli = await setup()
  const name = 'Cat Facts/both'
  expect(await cli.run('deployment', 'build', 'report.ts:report', '-n', 'both', '--param', 'url=a', '-a')).toMatchObject({ code: 0 })
  const params = { flow_name: 'Cat Facts', deployment_name: 'both' }
  const { id } = await cli.client.deployments.readByName({ params })
  const read = () => cli.client.deployments.read({ params: { id } })
  const inspected = () => cli.json('deployment', 'inspect', name)

  await cli.client.deployments.update({ params: { id }, body: { description: 'by the API', tags: ['seen'] } })
  expect(await inspected()).toMatchObject({ id, description: 'by the API', tags: ['seen'], entrypoint: 'report.ts:report' })
  expect(await cli.run('deployment', 'schedule', 'create', name, '--cron', '0 6 * * *')).toMatchObject({ code: 0 })
  const [schedule] = (await read()).schedules
  expect(schedule).toMatchObject({ active: true, schedule: { cron: '0 6 * * *' } })
  await cli.client.deployments.updateSchedule({ params: { id, schedule_id: schedule?.id ?? '' }, body: { active: false } })
  expect((await cli.run('deployment', 'schedule', 'ls', name)).out).toMatch(/0 6 \* \* \*.*False/)
  await cli.client.deployments.pause({ params: { id } })
  expect(await inspected()).toMatchObject({ paused: true })

  const made = await cli.client.deployments.createFlowRun({ params: { id }, body: { name: 'made-by-api' } })
  expect((await cli.run('flow-run', 'ls')).out).toContain('made-by-api')
  expect(await cli.run('deployment', 'run', name, '--param', 'url=b', '--flow-run-name', 'made-by-cli')).toMatchObject({ code: 0 })
  const runs = await cli.client.flowRuns.filter({
    body: { deployments: { id: { any_: [id] } }, flow_runs: { name: { like_: 'made-by' } } },
  })
  expect(new Map(runs.map((run) => [run.name, run.parameters]))).toEqual(
    new Map([
      ['made-by-api', { url: 'a' }],
      ['made-by-cli', { url: 'b' }],
    ]),
  )
  expect(await cli.run('flow-run', 'cancel', made.id)).toMatchObject({ code: 0 })
  expect((await cli.client.flowRuns.read({ params: { id: made.id } })).state_type).toMatch(/CANCELL/)
  await cli.client.deployments.delete({ params: { id } })
  expect(await cli.json('deployment', 'ls')).toEqual([])
})

test('S182 S183 S187 lists, shows and deletes deployments, and names the nearest', async () => {
  await using cli = await startCliServer()
  const { id } = await deployed(cli)
  expect((await cli.run('deployment', 'ls')).out).toMatch(/Cat Facts\/catfact .* [0-9a-f-]{36} /)
  expect(await cli.json('deployment', 'ls', '--flow_name', 'other')).toEqual([])
  expect(await cli.json('deployment', 'inspect', 'Cat Facts/catfact')).toMatchObject({ id })
  expect(await cli.run('deployment', 'inspect', 'Cat Facts/catfcat')).toMatchObject({
    code: 1,
    err: "Deployment 'Cat Facts/catfcat' not found! Did you mean 'Cat Facts/catfact'?\n",
  })
  expect(await cli.run('deployment', 'inspect', 'nope')).toMatchObject({
    code: 1,
    err: expect.stringContaining("Expected '<flow-name>/<deployment-name>'"),
  })
  expect(await cli.run('deployment', 'delete')).toMatchObject({ code: 2 })
  expect(await cli.run('deployment', 'delete', '--id', UNKNOWN)).toMatchObject({ code: 1 })
  expect(await cli.run('deployment', 'delete', 'Cat Facts/catfact')).toMatchObject({
    code: 0,
    out: "Deleted deployment 'Cat Facts/catfact'.\n",
  })
  await deployed(cli, 'one')
  await deployed(cli, 'two')
  expect(await cli.run('deployment', 'delete', '--all', '-y')).toMatchObject({ code: 0 })
  expect(await cli.json('deployment', 'ls')).toEqual([])
})

test('S185 creates runs with parameters, tags, job variables and a time', async () => {
  await using cli = await startCliServer()
  const { id } = await deployed(cli)
  const created = await cli.run('deployment', 'run', 'Cat Facts/catfact', '--param', 'num=4', '--start-in', '10 minutes')
  expect(created).toMatchObject({ code: 0, err: '' })
  expect(created.out).toMatch(
    /^Creating flow run for deployment 'Cat Facts\/catfact'...\nCreated flow run '.+'\.\n├── UUID: [0-9a-f-]{36}\n/,
  )
  expect(created.out).toMatch(/Scheduled start time: .* \(in (9|10) minutes\)/)

  const flags = [
    '--params',
    '{"url": "b"}',
    '-jv',
    'env={"A": "b"}',
    '--tag',
    'x',
    '--flow-run-name',
    'named',
    '--start-at',
    '2030-01-02T03:04:05Z',
  ]
  const run = await cli.json('deployment', 'run', '--id', id, ...flags)
  expect(run).toMatchObject({
    name: 'named',
    parameters: { url: 'b' },
    job_variables: { env: { A: 'b' } },
    tags: expect.arrayContaining(['x']),
    expected_start_time: '2030-01-02T03:04:05.000000Z',
  })
  const piped = await cli.runWith('{"num": 9}', 'deployment', 'run', 'Cat Facts/catfact', '--params', '-', '-o', 'json')
  expect(JSON.parse(piped.out)).toMatchObject({ parameters: { num: 9, url: 'a' } })
})

test.each([
  [
    ['--param', 'a=1'],
    1,
    "The following parameters were specified but not found on the deployment: 'a'\nThe following parameters are available on the deployment: 'url', 'num'",
  ],
  [['--param', 'num=x'], 1, 'num'],
  [['--param', 'num'], 2, "--param: expected name=value, got 'num'"],
  [['--params', '[1]'], 2, '--params: expected a JSON object'],
  [['--params', '{"num": 1}', '--param', 'num=2'], 1, "only one can be used: 'num'"],
  [['--start-in', 'gibberish'], 1, "unable to parse scheduled start time 'gibberish'"],
  [['--start-in', '1 hour', '--start-at', 'tomorrow'], 2, 'Only one of `--start-in` or `--start-at` can be set, not both.'],
])('S166 S185 refuses to run with %j', async (argv, code, reason) => {
  await using cli = await startCliServer()
  await deployed(cli)
  const refused = await cli.run('deployment', 'run', 'Cat Facts/catfact', ...argv)
  expect(refused.code).toBe(code)
  expect(refused.err).toContain(reason)
})

test('stops watching after a time; the run goes on', async () => {
  await using cli = await startCliServer()
  await deployed(cli)
  const watched = await cli.run('deployment', 'run', 'Cat Facts/catfact', '--watch', '--watch-timeout', '0.2')
  expect(watched).toMatchObject({ code: 1, err: expect.stringContaining('did not end within 0.2 seconds; it is Scheduled') })
})

test('S186 sets, pauses, resumes and removes the schedule of a deployment', async () => {
  await using cli = await startCliServer()
  await deployed(cli)
  const name = 'Cat Facts/catfact'
  expect(await cli.run('deployment', 'pause-schedule', name)).toMatchObject({ code: 1, err: `Deployment '${name}' has no schedule.\n` })
  expect(await cli.run('deployment', 'set-schedule', name, '--interval', '60')).toMatchObject({
    code: 0,
    out: 'Created deployment schedule!\n',
  })
  expect((await cli.run('deployment', 'schedule', 'ls', name)).out).toMatch(/interval: 0:01:00s .* True/)
  expect(await cli.run('deployment', 'pause-schedule', name)).toMatchObject({
    code: 0,
    out: `Paused schedule interval: 0:01:00s for deployment ${name}\n`,
  })
  expect((await cli.run('deployment', 'schedule', 'ls', name)).out).toMatch(/interval: 0:01:00s .* False/)
  expect(await cli.run('deployment', 'resume-schedule', name)).toMatchObject({ code: 0 })
  expect(await cli.run('deployment', 'set-schedule', name)).toMatchObject({ code: 1 })
  expect(await cli.run('deployment', 'set-schedule', name, '--cron', '61 * * * *')).toMatchObject({ code: 1 })
  expect(await cli.run('deployment', 'set-schedule', name, '--cron', '0 6 * * *', '--timezone', 'Europe/Berlin')).toMatchObject({ code: 0 })
  expect((await cli.run('deployment', 'schedule', 'ls', name)).out).toContain('cron: 0 6 * * * (Europe/Berlin)')
  expect(await cli.run('deployment', 'set-schedule', name, '--no-schedule')).toMatchObject({ code: 0 })
  expect(await cli.json('deployment', 'schedule', 'ls', name)).toEqual([])
})

test('manages several schedules of a deployment', async () => {
  await using cli = await startCliServer()
  await deployed(cli)
  const name = 'Cat Facts/catfact'
  const one = (await cli.json('deployment', 'schedule', 'create', name, '--interval', '60')) as { id: string }
  expect(await cli.run('deployment', 'schedule', 'create', name, '--cron', '0 6 * * *', '--no-active')).toMatchObject({ code: 0 })
  expect(await cli.run('deployment', 'schedule', 'create', name)).toMatchObject({ code: 1 })
  expect(await cli.json('deployment', 'schedule', 'ls', name)).toHaveLength(2)
  expect(await cli.run('deployment', 'pause-schedule', name)).toMatchObject({ code: 1, err: expect.stringContaining('has 2 schedules') })
  expect(await cli.run('deployment', 'schedule', 'pause', name, one.id)).toMatchObject({ code: 0 })
  expect(await cli.run('deployment', 'schedule', 'resume', '--deployment_name', name, '--schedule_id', one.id)).toMatchObject({ code: 0 })
  expect(await cli.run('deployment', 'schedule', 'pause', name, UNKNOWN)).toMatchObject({ code: 1 })
  expect(await cli.run('deployment', 'schedule', 'pause')).toMatchObject({ code: 2 })
  expect((await cli.run('deployment', 'schedule', 'pause', '--all')).out).toContain('interval: 0:01:00s')
  expect(await cli.run('deployment', 'schedule', 'delete', name, one.id, '-y')).toMatchObject({ code: 0 })
  expect(await cli.run('deployment', 'schedule', 'delete', name, one.id, '-y')).toMatchObject({ code: 1 })
  expect(await cli.run('deployment', 'schedule', 'create', name, '--interval', '5', '--replace', '-y')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Replaced'),
  })
  expect(await cli.json('deployment', 'schedule', 'ls', name)).toHaveLength(1)
  expect(await cli.run('deployment', 'schedule', 'clear', name, '-y')).toMatchObject({ code: 0 })
  expect(await cli.json('deployment', 'schedule', 'ls', name)).toEqual([])
})

test('S034 S108 keeps the infrastructure of --infra in an anonymous block, the same one when applied again', async () => {
  await using cli = await setup()
  const build = ['deployment', 'build', 'report.ts:report', '-n', 'dev', '-q', 'test', '-i', 'process', '-o', 'dev.yaml']
  expect(await cli.run(...build)).toMatchObject({ code: 0, err: '' })
  const yaml = await readFile(join(cli.cwd, 'dev.yaml'), 'utf8')
  expect(yaml).toContain('  _is_anonymous: true\n')
  await writeFile(join(cli.cwd, 'dev.yaml'), yaml.replace('  env: {}', '  env:\n    REGION: eu'))
  expect(await cli.run('deployment', 'apply', 'dev.yaml')).toMatchObject({ code: 0 })
  const read = async () => await cli.client.deployments.readByName({ params: { flow_name: 'Cat Facts', deployment_name: 'dev' } })
  const { infrastructure_document_id: id } = await read()
  const document = await cli.client.blockDocuments.read({ params: { id: id ?? '' } })
  expect(document).toMatchObject({ is_anonymous: true, data: { env: { REGION: 'eu' }, stream_output: true } })
  expect(await cli.json('block', 'ls')).toEqual([])

  await writeFile(join(cli.cwd, 'dev.yaml'), yaml.replace('  env: {}', '  env:\n    REGION: us'))
  await cli.run('deployment', 'apply', 'dev.yaml')
  expect((await read()).infrastructure_document_id).toBe(id)
  expect((await cli.client.blockDocuments.read({ params: { id: id ?? '' } })).data).toMatchObject({ env: { REGION: 'us' } })
  const other = await cli.run(...build.slice(0, -4), '-i', 'docker-container', '-o', 'docker', '-a')
  expect(other).toMatchObject({ code: 0 })
  expect((await read()).infrastructure_document_id).not.toBe(id)
})
