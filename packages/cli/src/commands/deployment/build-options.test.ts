import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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

describe('deployment build', () => {
  test('S091 S100 S101 S150 needs a file, a function and a name; the file is named after the function', async () => {
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

  test('S070 S071 S103 S116 S122 S123 makes the queue that is named, with its limit, in the pool that is named', async () => {
    await cli.client.workPools.create({ body: { name: 'pool', type: 'process' } })
    await built('queued', '-p', 'pool', '-q', 'fast', '-l', '7', '-d', 'what it is for')
    expect(await read('queued')).toMatchObject({ work_pool_name: 'pool', work_queue_name: 'fast', description: 'what it is for' })
    const queue = await cli.client.workPools.readQueue({ params: { work_pool_name: 'pool', name: 'fast' } })
    expect(queue.concurrency_limit).toBe(7)
  })

  test('S105 S109 S117 S123 S220 S223 takes each kind of schedule, with anchor and time zone, or none', async () => {
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
    const { id: type } = await cli.client.blockTypes.readBySlug({ params: { slug: 'process' } })
    const [schema] = await cli.client.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [type] } } } })
    const body = { name: 'prod', data: { env: { STAGE: 'prod' } }, block_type_id: type, block_schema_id: schema?.id ?? '' }
    const { id } = await cli.client.blockDocuments.create({ body })
    expect((await built('blocked', '-ib', 'process/prod')).infrastructure_document_id).toBe(id)
    expect(await cli.run('deployment', 'build', 'flows.ts:sayHi', '-n', 'x', '-ib', 'process/prod/folder')).toMatchObject({
      code: 1,
      err: expect.stringContaining("expected an infrastructure block as 'block-type/block-name', got 'process/prod/folder'") as string,
    })
  })

  test('S036 S112 S113 S114 S120 takes parameters, tags and overrides, each as often as needed; values are JSON or text', async () => {
    const patch = '[{"op":"add","path":"/spec","value":{"cpu":"4000m"}}]'
    const options = ['--param', 'answer=43', '--param', 'question=ultimate', '-t', 'a', '--tag', 'b']
    const deployment = await built('full', ...options, '--override', 'env.KEY=value', '--override', `customizations=${patch}`)
    expect(deployment).toMatchObject({ parameters: { answer: 43, question: 'ultimate' }, tags: ['a', 'b'] })
    expect(deployment.job_variables).toMatchObject({ env: { KEY: 'value' } })
    expect(await yamlOf('sayHi-deployment.yaml')).toContain('  answer: 43\n  question: ultimate\n')
    expect(await yamlOf('sayHi-deployment.yaml')).toContain('  env.KEY: value\n')
    expect((await built('json', '--params', '{"answer": 1}')).parameters).toEqual({ answer: 1 })
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

describe('deployment apply', () => {
  test('S155 S158 takes what people edited above the line, and files of several deployments', async () => {
    await ok('build', 'flows.ts:sayHi', '-n', 'edited', '--skip-upload', '-o', 'edited')
    const text = await yamlOf('edited.yaml')
    const one = text.replace('tags: []', 'tags: [by-hand]')
    await writeFile(join(cli.cwd, 'both.yaml'), `${one}---\n${text.replace('name: edited', 'name: twin')}`)
    const printed = await ok('apply', 'both.yaml')
    expect(printed).toMatch(/Successfully loaded 'edited'[\s\S]*Successfully loaded 'twin'/)
    expect((await read('edited')).tags).toEqual(['by-hand'])
    expect((await read('twin')).tags).toEqual([])
  })
})

test('S182 S183 S184 S187 the commands list, show and delete deployments, and say which there are', async () => {
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
  expect(JSON.parse(await ok('inspect', 'marvin/blocked', '-o', 'json'))).toMatchObject({ infrastructure: { env: { STAGE: 'prod' } } })
  expect(await ok('delete', 'marvin/shown')).toBe("Deleted deployment 'marvin/shown'.\n")
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
