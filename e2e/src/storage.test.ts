import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import {
  cleanEnvironment,
  eventually,
  millrace,
  type Ran,
  type RunningS3,
  type RunningServer,
  startFaultyProxy,
  startMillrace,
  startS3,
  startServer,
  supervise,
  type Supervised,
  temporaryFolder,
  type TemporaryFolder,
} from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** Stands in the flow's source and nowhere else. */
const MARKER = 'words-that-stand-in-the-source-only'

const flowReading = (version: string): string => `import { readFileSync } from 'node:fs'
import { flow } from 'millrace'
import { suffix } from './parts/my suffix.ts'
// ${MARKER}
export const report = flow({ name: 'report' }, async function report() {
  console.log('it says', readFileSync('sql/query ü.sql', 'utf8').trim(), suffix, '${version}', 'in', process.cwd())
})
`

let s3: RunningS3
let server: RunningServer
let code: TemporaryFolder
let elsewhere: TemporaryFolder

beforeAll(async () => {
  ;[s3, server, code, elsewhere] = await Promise.all([startS3(), startServer(), temporaryFolder(), temporaryFolder()])
  await mkdir(join(code.path, 'sql'))
  await mkdir(join(code.path, 'parts'))
  await mkdir(join(code.path, 'node_modules'))
  await writeFile(join(code.path, 'report.ts'), flowReading('one'))
  await writeFile(join(code.path, 'parts', 'my suffix.ts'), "export const suffix = 'and more'\n")
  await writeFile(join(code.path, 'sql', 'query ü.sql'), 'select 1\n')
  await writeFile(join(code.path, 'node_modules', 'left-out.js'), '')
  await block('s3', 'dev', { bucket_path: 'flows/code', aws_access_key_id: 'test', aws_secret_access_key: 'kept-from-files' })
})

afterAll(async () => {
  for (const each of [server, s3, code, elsewhere]) await each[Symbol.asyncDispose]()
})

async function block(slug: string, name: string, data: Record<string, string>): Promise<void> {
  const { client } = server
  const { id: type } = await client.blockTypes.readBySlug({ params: { slug } })
  const [schema] = await client.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [type] } } } })
  await client.blockDocuments.create({ body: { name, data, block_type_id: type, block_schema_id: schema?.id ?? '' } })
}

const run = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  millrace(argv, { env: { ...server.env, ...s3.env, ...env }, cwd: code.path })

async function ok(...argv: readonly string[]): Promise<string> {
  const { code: exit, output } = await run(argv)
  expect(exit, `millrace ${argv.join(' ')}\n${output}`).toBe(0)
  return output
}

async function keys(prefix: string): Promise<string[]> {
  const text = await (await fetch(`${s3.url}/${s3.bucket}?list-type=2&prefix=${prefix}`)).text()
  return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key).toSorted()
}

/** Works in a folder that has no code. */
let agent: Supervised

/** Runs a deployment to its end, which is Completed and for which it wrote `words`. */
async function runs(deployment: string, words: string): Promise<void> {
  const { id } = await server.client.deployments.readByName({ params: { flow_name: 'report', deployment_name: deployment } })
  const before = agent.output().length
  const run = await server.client.deployments.createFlowRun({ params: { id }, body: {} })
  // By then its process is over, and the folder of its code is gone.
  await agent.says(new RegExp(`flow run '${run.name}' ended`), 90)
  const { state_type: type } = await server.client.flowRuns.read({ params: { id: run.id } })
  expect(type, agent.output()).toBe('COMPLETED')
  const said = (): string => agent.output().slice(before)
  // What it wrote comes by another pipe than what the agent says of it.
  await eventually(`${deployment} to say '${words}'`, () => Promise.resolve(said().includes(words) || undefined))
}

describe('a deployment with code in S3', () => {
  beforeAll(() => {
    agent = startMillrace(['agent', 'start', '-q', 'code'], { env: { ...server.env, ...s3.env }, cwd: elsewhere.path })
  })
  afterAll(() => agent[Symbol.asyncDispose]())

  test('S016 S017 S019 S102 S119 S130 S132 S141 is built, uploaded with its tree, and run from there', async () => {
    const built = await ok('deployment', 'build', 'report.ts:report', '-n', 'dev', '-q', 'code', '-sb', 's3/dev/v 1', '-a')
    expect(built).toContain(`Default '.prefectignore' file written to ${code.path}/.prefectignore`)
    expect(built).toContain('Successfully uploaded 4 files to s3://flows/code/v 1')
    const yaml = await readFile(join(code.path, 'report-deployment.yaml'), 'utf8')
    expect(yaml).toMatch(/_block_document_name: dev/)
    expect(yaml).not.toContain('kept-from-files')
    expect(await keys('code/')).toEqual([
      'code/v 1/.millrace/manifest.json',
      'code/v 1/parts/my suffix.ts',
      'code/v 1/report-deployment.yaml',
      'code/v 1/report.ts',
      'code/v 1/sql/query ü.sql',
    ])
    await runs('dev', 'it says select 1 and more one in ')
    expect(await readdir(elsewhere.path)).toEqual([])
  })

  test('S016 is run with what was uploaded last', async () => {
    await writeFile(join(code.path, 'report.ts'), flowReading('two'))
    const built = await ok('deployment', 'build', 'report.ts:report', '-n', 'dev', '-q', 'code', '-sb', 's3/dev', '--path', 'v 1', '-a')
    expect(built).toContain('2 of them were there already.')
    await runs('dev', 'and more two in ')
  })

  test('S118 S181 leaves the storage as it is with --skip-upload, and apply --upload makes up for it', async () => {
    const skipped = await ok(
      'deployment',
      'build',
      'report.ts:report',
      '-n',
      'later',
      '-q',
      'code',
      '-sb',
      's3/dev',
      '--path',
      'later',
      '--skip-upload',
    )
    expect(skipped).not.toContain('uploaded')
    expect(await keys('code/later/')).toEqual([])
    expect(await ok('deployment', 'apply', 'report-deployment.yaml', '--upload')).toMatch(
      /Successfully uploaded \d files to s3:\/\/flows\/code\/later/,
    )
    expect(await keys('code/later/')).toContain('code/later/report.ts')
    await runs('later', 'and more two in ')
  })

  test('S002 S015 a flow that was registered as a bundle runs as it was then, whatever became of its sources', async () => {
    await using sources = await temporaryFolder()
    await symlink(join(import.meta.dirname, '..', '..', 'node_modules'), join(sources.path, 'node_modules'))
    await writeFile(join(sources.path, 'words.ts'), "export const words = 'as it was'\n")
    const script = join(sources.path, 'frozen.ts')
    await writeFile(
      script,
      `import { flow } from 'millrace'
import { BundleStorage } from 'millrace/deployments'
import { words } from './words.ts'
export const report = flow({ name: 'report', storage: new BundleStorage('s3/dev/frozen') }, async function report() {
  console.log('it is', words)
})
if (import.meta.main) {
  const { queue } = await report.register({ name: 'frozen', queue: 'code' })
  const storage = report.storage as BundleStorage
  console.log('kept in', storage.name, 'for', queue, 'as', (await storage.getFlow('report')).name)
}
`,
    )
    await using registering = supervise({
      program: process.execPath,
      argv: [script],
      env: cleanEnvironment({ ...server.env, ...s3.env }),
      cwd: sources.path,
    })
    expect(await registering.ended, registering.output()).toBe(0)
    expect(registering.output()).toContain('kept in s3/dev/frozen for code as report')
    await writeFile(join(sources.path, 'words.ts'), "export const words = 'changed'\n")
    await runs('frozen', 'it is as it was')
    expect((await keys('code/frozen/report/')).filter((key) => key.endsWith('.mjs'))).toHaveLength(1)
  })

  test('R33 is as it was after an upload that lost its storage half-way, and is whole after the next', async () => {
    const build = ['deployment', 'build', 'report.ts:report', '-n', 'cut', '-q', 'code', '-sb', 's3/dev/cut', '-a', '-o', 'cut']
    await writeFile(join(code.path, 'report.ts'), flowReading('whole'))
    await ok(...build)
    await writeFile(join(code.path, 'report.ts'), flowReading('changed'))
    await mkdir(join(code.path, 'many'))
    for (let index = 0; index < 300; index += 1) await writeFile(join(code.path, 'many', `${index}.txt`), `${index}`)
    const before = (await keys('code/cut')).length
    await using proxy = await startFaultyProxy(Number(new URL(s3.url).port))
    const env = { ...server.env, ...s3.env, AWS_ENDPOINT_URL: `http://127.0.0.1:${proxy.port}` }
    const uploading = startMillrace(build, { env, cwd: code.path })
    await eventually('some of it is there', async () => (await keys('code/cut')).length > before + 10 || undefined)
    proxy.cut()
    expect(await uploading.ended, uploading.output()).toBe(1)
    expect(uploading.output()).toMatch(/cannot be reached|did not answer/)
    await runs('cut', 'whole')
    proxy.heal()
    expect((await run(build, { AWS_ENDPOINT_URL: env.AWS_ENDPOINT_URL })).code).toBe(0)
    await runs('cut', 'changed')
  })

  test('S063 S085 no code is in what command line and runs say to the server', async () => {
    let said = ''
    const recording = createServer((from) => {
      const to = connect(Number(new URL(server.url).port), '127.0.0.1')
      from.on('data', (bytes) => (said += bytes.toString('latin1')))
      from.pipe(to).pipe(from)
      for (const socket of [from, to]) socket.on('error', () => socket.destroy())
    })
    await new Promise<void>((resolve) => recording.listen(0, '127.0.0.1', resolve))
    const url = server.url.replace(/:\d+/, `:${(recording.address() as AddressInfo).port}`)
    const through = { MILLRACE_API_URL: url, PREFECT_API_URL: url }
    const built = await run(['deployment', 'build', 'report.ts:report', '-n', 'said', '-q', 'said', '-sb', 's3/dev/v 1', '-a'], through)
    expect(built.code, built.output).toBe(0)
    const { id } = await server.client.deployments.readByName({ params: { flow_name: 'report', deployment_name: 'said' } })
    await server.client.deployments.createFlowRun({ params: { id }, body: {} })
    const agent = await millrace(['agent', 'start', '-q', 'said', '--run-once'], {
      env: { ...server.env, ...s3.env, ...through },
      cwd: elsewhere.path,
    })
    expect(agent.output).toContain('it says select 1')
    expect(said).toContain('report.ts:report')
    expect(said).not.toContain(MARKER)
    recording.close()
  })

  test('S011 S085 keeps no code in the database of the server', async () => {
    const kept = await Promise.all(
      (await readdir(server.home))
        .filter((name) => name.startsWith('millrace.db'))
        .map((name) => readFile(join(server.home, name), 'latin1')),
    )
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.join('')).toContain('report.ts:report')
    expect(kept.join('')).not.toContain(MARKER)
  })
})

describe('a build with a storage that will not do', () => {
  test.each([
    [['-sb', 's3/nope'], "there is no block 's3/nope'"],
    [['-sb', 's3'], "expected a storage block as 'block-type/block-name'"],
    [['-sb', 'secret/dev'], "the block 'secret/dev' is no storage; storages are blocks of the types local-file-system, "],
    [['-sb', 's3/dev/a', '--path', 'b'], "the folder of the storage is given twice: 'a' in 's3/dev/a', and 'b' by --path"],
    [['-sb', 's3/dev/../..'], "the path '../..' leads out of its folder"],
    [['-sb', 's3/dev', '--path', '../out'], "the path '../out' leads out of its folder"],
  ])('S119 refuses %j', async (argv, reason) => {
    const { code: exit, output } = await run(['deployment', 'build', 'report.ts:report', '-n', 'bad', '-q', 'code', ...argv, '-o', 'bad'])
    expect(output).toContain(reason)
    expect(output).not.toMatch(/^\s+at /m)
    expect(exit).toBe(1)
    expect(await readdir(code.path)).not.toContain('bad.yaml')
  })

  test('says that the bucket is missing, and that the storage is away', async () => {
    await block('s3', 'nobucket', { bucket_path: 'nowhere/code', aws_access_key_id: 'test', aws_secret_access_key: 'test' })
    const argv = ['deployment', 'build', 'report.ts:report', '-n', 'bad', '-q', 'code', '-sb']
    const missing = await run([...argv, 's3/nobucket', '-a'])
    expect(missing).toMatchObject({ code: 1, output: expect.stringContaining('Create its bucket or container first') })
    const away = await run([...argv, 's3/dev', '-a'], { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })
    expect(away).toMatchObject({ code: 1, output: expect.stringContaining('s3://flows/code cannot be reached') })
    await expect(server.client.deployments.readByName({ params: { flow_name: 'report', deployment_name: 'bad' } })).rejects.toThrow('404')
  })
})
