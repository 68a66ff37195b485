import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Json } from '@millrace/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CliServer, startCliServer } from '../../testing/cli-server.ts'

/** Where packages of this repository are found from. */
const SDK = new URL('../../../../sdk/src/index.ts', import.meta.url).href

const FLOWS = `import { flow } from '${SDK}'
/** Says hi. */
export const sayHi = flow({ name: 'marvin' }, async function sayHi(question: string, answer: number = 42) {
  return [question, answer]
})
export const gather = flow({ name: 'gather' }, async function gather(first: string, ...others: string[]) {
  return [first, ...others]
})
`

let cli: CliServer
beforeAll(async () => {
  cli = await startCliServer()
  await writeFile(join(cli.cwd, 'flows.ts'), FLOWS)
  await writeFile(join(cli.cwd, '.prefectignore'), '')
})
afterAll(() => cli[Symbol.asyncDispose]())

async function ok(...argv: readonly string[]): Promise<string> {
  const { code, out, err } = await cli.run('deployment', ...argv)
  expect(code, err).toBe(0)
  return out
}

/** Builds and applies, and answers the deployment. */
async function built(name: string, ...options: readonly string[]): Promise<Awaited<ReturnType<typeof read>>> {
  await ok('build', 'flows.ts:sayHi', '-n', name, '--skip-upload', '-a', ...options)
  return await read(name)
}

const read = async (name: string) => await cli.client.deployments.readByName({ params: { flow_name: 'marvin', deployment_name: name } })

const yamlOf = async (file: string): Promise<string> => await readFile(join(cli.cwd, file), 'utf8')

/** The block of that name, made unless it is there. */
async function blockNamed(slug: string, name: string, data: Record<string, Json>): Promise<string> {
  const { id: type } = await cli.client.blockTypes.readBySlug({ params: { slug } })
  const [there] = await cli.client.blockDocuments.filter({
    body: { block_documents: { name: { any_: [name] }, block_type_id: { any_: [type] } } },
  })
  if (there !== undefined) return there.id
  const [schema] = await cli.client.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [type] } } } })
  return (await cli.client.blockDocuments.create({ body: { name, data, block_type_id: type, block_schema_id: schema?.id ?? '' } })).id
}

describe('deployment build', () => {
  test('S091 S100 S101 S150 S156 needs a file, a function and a name; the file is named after the function', async () => {
    await ok('build', './flows.ts:sayHi', '-n', 'plain', '--skip-upload')
    expect(await readdir(cli.cwd)).toContain('sayHi-deployment.yaml')
    await ok('build', './flows.ts:sayHi', '-n', 'second', '--skip-upload', '-o', 'second')
    expect(await readdir(cli.cwd)).toContain('second.yaml')
    expect(await ok('apply', 'sayHi-deployment.yaml', 'second.yaml')).toMatch(/marvin\/plain[\s\S]*marvin\/second/)
    expect(await read('plain')).toMatchObject({ entrypoint: 'flows.ts:sayHi', path: cli.cwd, parameters: {}, tags: [] })
  })

  test('S081 S088 S089 S104 S180 makes any number of deployments of a flow, and updates the one of the same name', async () => {
    const daily = await built('daily', '--param', 'question=why')
    const weekly = await built('weekly')
    expect(weekly.flow_id).toBe(daily.flow_id)
    const again = await ok('build', 'flows.ts:sayHi', '-n', 'daily', '--skip-upload', '-a', '--param', 'question=how')
    expect(again).toContain(`Deployment 'marvin/daily' successfully created with id '${daily.id}'.`)
    expect((await read('daily')).parameters).toEqual({ question: 'how' })
  })

  test('S070 S071 S087 S103 S116 S122 S123 makes the queue that is named, with its limit, in the pool that is named', async () => {
    await cli.client.workPools.create({ body: { name: 'pool', type: 'process' } })
    const argv = ['build', 'flows.ts:sayHi', '-n', 'queued', '-p', 'pool', '-q', 'fast', '-l', '7', '-d', 'what it is for', '--skip-upload']
    await ok(...argv)
    // It is there before anything is applied.
    const queue = await cli.client.workPools.readQueue({ params: { work_pool_name: 'pool', name: 'fast' } })
    expect(queue.concurrency_limit).toBe(7)
    await expect(read('queued')).rejects.toMatchObject({ status: 404 })
    await ok(...argv, '-a')
    expect(await read('queued')).toMatchObject({ work_pool_name: 'pool', work_queue_name: 'fast', description: 'what it is for' })
  })

  test('S065 S072 says which command starts a worker or agent for its runs, and that nobody takes them without a queue', async () => {
    const says = async (...options: readonly string[]): Promise<string> => {
      const { out, err } = await cli.run('deployment', 'build', 'flows.ts:sayHi', '-n', 'hints', '--skip-upload', '-a', ...options)
      return out + err
    }
    expect(await says()).toMatch(/names no work queue and no work pool: its runs wait [^]*millrace agent start -q default/)
    expect(await says('-q', 'test')).toContain("$ millrace agent start -q 'test'\n")
    await cli.client.workPools.create({ body: { name: 'hinted', type: 'process' } })
    expect(await says('-p', 'hinted')).toContain("$ millrace worker start -p 'hinted'\n")
  })

  test('S125 keeps what the server has and the command line does not give, its infrastructure included', async () => {
    await blockNamed('process', 'kept', { env: { STAGE: 'kept' } })
    const { id, infrastructure_document_id: block } = await built('kept', '--param', 'question=why', '-q', 'kept', '-ib', 'process/kept')
    await cli.client.deployments.update({ params: { id }, body: { tags: ['by-hand'], description: 'by hand' } })
    await cli.client.deployments.createSchedules({ params: { id }, body: [{ schedule: { cron: '0 6 * * *' }, active: false }] })
    expect(await built('kept')).toMatchObject({
      id,
      tags: ['by-hand'],
      description: 'by hand',
      parameters: { question: 'why' },
      work_queue_name: 'kept',
      schedules: [{ schedule: { cron: '0 6 * * *' }, active: false }],
      infrastructure_document_id: block,
    })
    const { infrastructure_document_id: own } = await built('kept', '-i', 'docker-container')
    expect((await built('kept', '--override', 'image=flows:1')).infrastructure_document_id).toBe(own)
    expect(await yamlOf('sayHi-deployment.yaml')).toMatch(/^infrastructure:\n {2}type: docker-container\n/m)
    // What is edited in the file then is the infrastructure of the next runs.
    const edited = (await yamlOf('sayHi-deployment.yaml')).replace(/^ {2}env: \{\}$/m, '  env:\n    STAGE: edited')
    await writeFile(join(cli.cwd, 'sayHi-deployment.yaml'), edited)
    await ok('apply', 'sayHi-deployment.yaml')
    expect((await cli.client.blockDocuments.read({ params: { id: own ?? '' }, query: {} })).data).toMatchObject({
      env: { STAGE: 'edited' },
    })
  })

  test('S087 S105 S109 S117 S123 S220 S223 takes each kind of schedule, with anchor and time zone, or none', async () => {
    const schedules = async (name: string, ...options: readonly string[]): Promise<unknown> => (await built(name, ...options)).schedules
    expect(await schedules('cron', '--cron', '*/1 * * * *', '--timezone', 'Europe/Berlin')).toMatchObject([
      { schedule: { cron: '*/1 * * * *', timezone: 'Europe/Berlin' }, active: true },
    ])
    const anchored = await schedules('interval', '--interval', '60', '--anchor-date', '2026-01-02T03:04:05Z')
    expect(anchored).toMatchObject([{ schedule: { interval: 60, anchor_date: expect.stringContaining('2026-01-02T03:04:05') as string } }])
    const rrule = 'FREQ=HOURLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9,10,11,12,13,14,15,16,17'
    expect(await schedules('rrule', '--rrule', rrule)).toMatchObject([{ schedule: { rrule: expect.stringContaining(rrule) as string } }])
    expect(await schedules('interval', '--no-schedule')).toEqual([])
    expect(await read('plain')).toMatchObject({ schedule: null, is_schedule_active: true })
  })

  test('S107 S142 takes an infrastructure block by `-ib type/name`, and nothing behind the name', async () => {
    const id = await blockNamed('process', 'prod', { env: { STAGE: 'prod' } })
    expect((await built('blocked', '-ib', 'process/prod')).infrastructure_document_id).toBe(id)
    expect(await cli.run('deployment', 'build', 'flows.ts:sayHi', '-n', 'x', '-ib', 'process/prod/folder')).toMatchObject({
      code: 1,
      err: expect.stringContaining("expected an infrastructure block as 'block-type/block-name', got 'process/prod/folder'") as string,
    })
  })

  test('S036 S087 S112 S113 S114 S120 takes parameters, tags and overrides, each as often as needed; values are JSON or text', async () => {
    const patch = '[{"op":"add","path":"/spec","value":{"cpu":"4000m"}}]'
    const options = ['--param', 'answer=43', '--param', 'question=ultimate', '-t', 'a', '--tag', 'b']
    const deployment = await built('full', ...options, '--override', 'env.KEY=value', '--override', `customizations=${patch}`)
    expect(deployment).toMatchObject({ parameters: { answer: 43, question: 'ultimate' }, tags: ['a', 'b'] })
    expect(deployment.job_variables).toMatchObject({ env: { KEY: 'value' } })
    expect(await yamlOf('sayHi-deployment.yaml')).toContain('  answer: 43\n  question: ultimate\n')
    expect(await yamlOf('sayHi-deployment.yaml')).toContain('  env.KEY: value\n')
    expect((await built('json', '--params', '{"answer": 1}')).parameters).toEqual({ answer: 1 })
    // What the pool wants as something else than text.
    const properties = { ttl: { type: 'integer' }, keep: { anyOf: [{ type: 'boolean' }, { type: 'null' }] }, tag: { type: 'string' } }
    const template = {
      job_configuration: { ttl: '{{ ttl }}', keep: '{{ keep }}', tag: '{{ tag }}' },
      variables: { type: 'object', properties },
    }
    await cli.client.workPools.create({ body: { name: 'typed', type: 'process', base_job_template: template } })
    const typed = await built('typed', '-p', 'typed', '--override', 'ttl=2', '--override', 'keep=true', '--override', 'tag=1')
    expect(typed.job_variables).toEqual({ ttl: 2, keep: true, tag: '1' })
  })

  test('S121 S190 has the hash of its file as version, or the one that is given', async () => {
    expect((await built('hashed')).version).toBe(createHash('md5').update(FLOWS).digest('hex'))
    expect((await built('hashed', '-v', 'abc123')).version).toBe('abc123')
  })

  test('S165 S166 S167 S170 S171 knows the parameters of the function; unknown ones are refused with those there are', async () => {
    expect((await built('schema')).parameter_openapi_schema).toMatchObject({
      title: 'Parameters',
      type: 'object',
      properties: { question: { title: 'question', type: 'string' }, answer: { title: 'answer', default: 42 } },
      required: ['question'],
    })
    const refused = await cli.run('deployment', 'build', 'flows.ts:sayHi', '-n', 'x', '--param', 'anwser=1')
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/anwser: unknown parameter; there are 'question', 'answer'/) as string,
    })
    await ok('build', 'flows.ts:gather', '-n', 'rest', '--skip-upload', '-a', '--params', '{"first": "a", "others": ["b"]}')
    const gathered = await cli.client.deployments.readByName({ params: { flow_name: 'gather', deployment_name: 'rest' } })
    expect(gathered.parameters).toEqual({ first: 'a', others: ['b'] })
  })
})

describe('an option of `deployment build` that is wrong', () => {
  beforeAll(async () => {
    await blockNamed('string', 'word', { value: 'x' })
    await blockNamed('s3', 'dev', { bucket_path: 'flows/code' })
  })

  test.each([
    ['no entrypoint', [], 2, "missing required argument 'entrypoint'"],
    ['a file without function', ['flows.ts', '-n', 'x'], 1, 'Try flows.ts:<flow_name>'],
    ['a file that is not there', ['gone.ts:f', '-n', 'x'], 1, 'there is no file gone.ts'],
    ['a function that is not there', ['flows.ts:gone', '-n', 'x'], 1, "flows.ts has no flow 'gone'; it exports 'sayHi', 'gather'"],
    ['a file that does not compile', ['broken.ts:f', '-n', 'x'], 1, 'broken.ts'],
    ['a file that throws', ['throws.ts:f', '-n', 'x'], 1, 'throws.ts could not be loaded: Error: at import'],
    ['no name', ['flows.ts:sayHi'], 1, "A name for this deployment must be provided with the '--name' flag."],
    ['an option that there is not', ['flows.ts:sayHi', '--nome', 'x'], 2, 'Did you mean --name?'],
  ])('%s is refused, and nothing is written', async (_, argv, code, message) => {
    await writeFile(join(cli.cwd, 'broken.ts'), 'export const broken = \n')
    await writeFile(join(cli.cwd, 'throws.ts'), "throw new Error('at import')\n")
    expect(await cli.run('deployment', 'build', ...argv)).toMatchObject({ code, err: expect.stringContaining(message) as string })
  })

  test.each([
    [['-n', ''], 1, '--name: expected a name, got nothing'],
    [['-n', 'a/b'], 1, "--name: expected a name without any of / % & < >, got 'a/b'"],
    [['-p', 'nope', '-a'], 1, "there is no work pool 'nope'"],
    [['-p', ''], 1, '--pool: expected a name, got nothing'],
    [['-q', ''], 1, '--work-queue: expected a name, got nothing'],
    [['-q', 'a%b'], 1, '--work-queue: expected a name without any of / % & < >'],
    [['-l', 'many'], 2, 'Expected a whole number of at least 0'],
    [['-i', 'nope'], 1, '--infra: expected process, docker-container, kubernetes-job'],
    [['-i', 'process', '-ib', 'process/a'], 1, 'Only one of `infra` or `infra_block` can be provided, please choose one.'],
    [['-ib', 'process/nope'], 1, "there is no block 'process/nope'"],
    [['-ib', 'process'], 1, "expected an infrastructure block as 'block-type/block-name'"],
    [['-ib', 'string/word'], 1, "the block 'string/word' is no infrastructure"],
    [['-sb', 'string/word'], 1, "the block 'string/word' is no storage"],
    [['-sb', 's3'], 1, "expected a storage block as 'block-type/block-name'"],
    [['-sb', 's3/nope'], 1, "there is no block 's3/nope'"],
    [['-sb', 's3/dev/a', '--path', 'b'], 1, "the folder of the storage is given twice: 'a' in 's3/dev/a', and 'b' by --path"],
    [['-sb', 's3/dev/../..'], 1, "the path '../..' leads out of its folder"],
    [['-sb', 's3/dev', '--path', '../out'], 1, "the path '../out' leads out of its folder"],
    [['--override', 'env'], 2, "--override: expected name=value, got 'env'"],
    [['--override', 'customizations=[{'], 1, '--override customizations: expected a JSON Patch'],
    [['--cron', 'x y'], 1, 'Invalid cron string: "x y"'],
    [['--interval', '0'], 1, '--interval: expected a number of seconds above 0'],
    [['--interval', 'soon'], 2, "Expected a number, got 'soon'"],
    [['--rrule', 'FREQ=SOMETIMES'], 1, 'Invalid RRule string "FREQ=SOMETIMES"'],
    [['--anchor-date', '2026-01-01'], 1, '--anchor-date can only be provided with --interval.'],
    [['--interval', '5', '--anchor-date', 'tomorrowish'], 1, 'expected the anchor date to be an ISO 8601 time, got "tomorrowish"'],
    [['--cron', '* * * * *', '--timezone', 'Mars/Olympus'], 1, 'Invalid timezone: "Mars/Olympus"'],
    [['--timezone', 'UTC'], 1, '--timezone can only be provided with'],
    [['--cron', '* * * * *', '--interval', '5'], 1, 'Only one schedule type can be provided'],
    [['--cron', '* * * * *', '--no-schedule'], 1, 'Only one schedule type can be provided'],
    [['--param', 'a'], 2, "--param: expected name=value, got 'a'"],
    [['--param', 'answer=many'], 1, 'answer: must be number, got "many"'],
    [['--params', '[1]'], 2, '--params: expected a JSON object, got [1]'],
    [['--params', '{'], 2, '--params: expected a JSON object, got {'],
    [['--params', '{}', '--param', 'answer=1'], 1, 'Can only pass one of `param` or `params` options'],
    [['-o', 'x.json'], 1, "--output: expected a '.yaml' file, got 'x.json'"],
    [['-o', 'gone/x.yaml'], 1, 'to write'],
    [['-o', '.'], 1, "got the folder '.'"],
    [['-t', ''], 1, '--tag: expected a tag, got nothing'],
    [['-v'], 2, "option '-v, --version <version>' argument missing"],
  ])('S115 S119 %j is refused, and nothing is written', async (options, code, message) => {
    await rm(join(cli.cwd, 'sayHi-deployment.yaml'), { force: true })
    const ran = await cli.run('deployment', 'build', 'flows.ts:sayHi', '-n', 'refused', '--skip-upload', ...options)
    expect(ran).toMatchObject({ code, err: expect.stringContaining(message) as string })
    expect(await readdir(cli.cwd)).not.toContain('sayHi-deployment.yaml')
    expect(await cli.client.deployments.filter({ body: { deployments: { name: { any_: ['refused'] } } } })).toEqual([])
  })
})

describe('deployment apply', () => {
  test('says what was changed below the line, and takes it as it stands, as Prefect 2.20 does', async () => {
    await ok('build', 'flows.ts:sayHi', '-n', 'below', '--skip-upload', '-o', 'below')
    const text = await yamlOf('below.yaml')
    const changed = text.replace('flow_name: marvin', 'flow_name: dolores').replace('flows.ts:sayHi', 'gone.ts:sayHi')
    await writeFile(join(cli.cwd, 'below.yaml'), changed)
    const { code, err } = await cli.run('deployment', 'apply', 'below.yaml')
    expect(code).toBe(0)
    const line = changed.split('\n').indexOf('flow_name: dolores') + 1
    expect(err).toContain(`below.yaml:${line}: flow_name, below the line, is 'dolores', and the file was built for flow 'marvin'`)
    expect(err).toContain(`entrypoint, below the line, is 'gone.ts:sayHi', and ${cli.cwd} has no such file`)
    await writeFile(join(cli.cwd, 'half.yaml'), text.replace('tags: []', 'tag: [a]'))
    expect(await cli.run('deployment', 'apply', 'half.yaml')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/half\.yaml:\d+:1: this is no deployment: tag: there is no such key; did you mean 'tags'\?/) as string,
    })
  })

  test('S155 S158 S165 takes what people edited above the line, JSON among it, and files of several deployments', async () => {
    await ok('build', 'flows.ts:sayHi', '-n', 'edited', '--skip-upload', '-o', 'edited')
    const text = await yamlOf('edited.yaml')
    const one = text.replace('tags: []', 'tags: [by-hand]').replace('parameters: {}', 'parameters: {"question": "why", "answer": 43}')
    await writeFile(join(cli.cwd, 'both.yaml'), `${one}---\n${text.replace('name: edited', 'name: twin')}`)
    const printed = await ok('apply', 'both.yaml')
    expect(printed).toMatch(/Successfully loaded 'edited'[\s\S]*Successfully loaded 'twin'/)
    expect(await read('edited')).toMatchObject({ tags: ['by-hand'], parameters: { question: 'why', answer: 43 } })
    const { id } = await read('edited')
    const { parameters } = await cli.client.deployments.createFlowRun({ params: { id }, body: {} })
    expect(parameters).toEqual({ question: 'why', answer: 43 })
    expect((await read('twin')).tags).toEqual([])
    // The brace that the example of Prefect's documentation lacks.
    await writeFile(join(cli.cwd, 'open.yaml'), text.replace('parameters: {}', 'parameters: {"name": "Marvin", "kwargs": {"num": 42}'))
    expect(await cli.run('deployment', 'apply', 'open.yaml')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/open\.yaml:\d+:\d+: malformed YAML/) as string,
    })
  })
})

test('S106 S182 S183 S184 S187 the commands list, show and delete deployments, and say which there are', async () => {
  await built('shown')
  const listed = await ok('ls')
  expect(listed).toMatch(/Name .* ID/)
  expect(listed).toContain('marvin/shown')
  expect(JSON.parse(await ok('inspect', 'marvin/shown', '-o', 'json'))).toMatchObject({
    name: 'shown',
    schedule: null,
    is_schedule_active: true,
    parameters: {},
    manifest_path: null,
  })
  // All fields of the type, as in Prefect's documentation, whether anybody set them or not.
  const { infrastructure } = JSON.parse(await ok('inspect', 'marvin/shown', '-o', 'json'))
  expect(infrastructure).toMatchObject({
    type: 'process',
    env: {},
    labels: {},
    name: null,
    command: null,
    stream_output: true,
    working_dir: null,
  })
  expect(JSON.parse(await ok('inspect', 'marvin/daily', '-o', 'json'))).toMatchObject({ infrastructure: { type: 'process', env: {} } })
  expect(JSON.parse(await ok('inspect', 'marvin/blocked', '-o', 'json'))).toMatchObject({ infrastructure: { env: { STAGE: 'prod' } } })
  expect(await ok('delete', 'marvin/shown')).toBe("Deleted deployment 'marvin/shown'.\n")
  expect(await ok('build', '--help')).not.toContain('[])')
  expect(await ok('build', '--help')).toMatch(/deployment build \[options\] <entrypoint>[\s\S]*--skip-upload/)
  const help = await ok('--help')
  for (const command of [
    'apply',
    'build',
    'delete',
    'inspect',
    'ls',
    'pause-schedule',
    'resume-schedule',
    'run',
    'set-schedule',
    'schedule',
  ])
    expect(help).toContain(command)
})
