import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { runHere } from '@millrace/cli/testing'
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
let project: TemporaryFolder
/** The folder of the code. */
let code: string
let elsewhere: TemporaryFolder
let listener: Listener

beforeAll(async () => {
  ;[s3, server, project, elsewhere] = await Promise.all([startS3(), startServer(), temporaryFolder(), temporaryFolder()])
  listener = await listenTo(Number(new URL(server.url).port))
  code = join(project.path, 'code')
  for (const folder of ['sql', 'parts', 'node_modules']) await mkdir(join(code, folder), { recursive: true })
  await symlink(join(import.meta.dirname, '..', '..', 'node_modules'), join(project.path, 'node_modules'))
  await writeFile(join(code, 'report.ts'), flowReading('one'))
  await writeFile(join(code, 'parts', 'my suffix.ts'), "export const suffix = 'and more'\n")
  await writeFile(join(code, 'sql', 'query ü.sql'), 'select 1\n')
  await writeFile(join(code, 'node_modules', 'left-out.js'), '')
  await block('s3', 'dev', { bucket_path: 'flows/code', aws_access_key_id: 'test', aws_secret_access_key: 'kept-from-files' })
})

afterAll(async () => {
  for (const each of [listener, server, s3, project, elsewhere]) await each[Symbol.asyncDispose]()
})

async function block(slug: string, name: string, data: Record<string, string>): Promise<void> {
  const { client } = server
  const { id: type } = await client.blockTypes.readBySlug({ params: { slug } })
  const [schema] = await client.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [type] } } } })
  await client.blockDocuments.create({ body: { name, data, block_type_id: type, block_schema_id: schema?.id ?? '' } })
}

/** The environment of every command and agent: all that they say to the server is listened to. */
const env = (): Record<string, string> => {
  const url = server.url.replace(/:\d+/, `:${listener.port}`)
  return { ...server.env, ...s3.env, MILLRACE_API_URL: url, PREFECT_API_URL: url }
}

const run = (argv: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  runHere(argv, { env: { ...env(), ...more }, cwd: code })

async function ok(...argv: readonly string[]): Promise<string> {
  const { code: exit, output } = await run(argv)
  expect(exit, `millrace ${argv.join(' ')}\n${output}`).toBe(0)
  return output
}

async function keys(prefix: string): Promise<string[]> {
  const text = await (await fetch(`${s3.url}/${s3.bucket}?list-type=2&prefix=${prefix}`)).text()
  return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key).toSorted()
}

/** Stands before a server and writes down what is said to it. */
interface Listener extends AsyncDisposable {
  readonly port: number
  said(): string
}

async function listenTo(port: number): Promise<Listener> {
  const said: Buffer[][] = []
  const listening = createServer((from) => {
    const of: Buffer[] = []
    said.push(of)
    const to = connect(port, '127.0.0.1')
    from.on('data', (bytes: Buffer) => of.push(bytes))
    from.pipe(to).pipe(from)
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      one.on('error', () => one.destroy())
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  return {
    port: (listening.address() as AddressInfo).port,
    said: () => said.map((pieces) => Buffer.concat(pieces).toString('latin1')).join('\n'),
    [Symbol.asyncDispose]: () => new Promise((resolve) => listening.close(() => resolve())),
  }
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
    agent = startMillrace(['agent', 'start', '-q', 'code'], { env: env(), cwd: elsewhere.path })
  })
  afterAll(() => agent[Symbol.asyncDispose]())

  test('S016 S017 S019 S102 S119 S130 S132 S141 is built, uploaded with its tree, and run from there', async () => {
    const argv = ['deployment', 'build', 'report.ts:report', '-n', 'dev', '-q', 'code', '-sb', 's3/dev/v 1', '-a']
    const { output: built } = await millrace(argv, { env: env(), cwd: code })
    expect(built).toContain(`Default '.prefectignore' file written to ${code}/.prefectignore`)
    expect(built).toContain('Successfully uploaded 4 files to s3://flows/code/v 1')
    const yaml = await readFile(join(code, 'report-deployment.yaml'), 'utf8')
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

  test('S016 S115 is run with what was uploaded last, to the folder of --path', async () => {
    await writeFile(join(code, 'report.ts'), flowReading('two'))
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
    expect(await keys('code/later/')).toEqual(expect.arrayContaining(['code/later/.millrace/manifest.json', 'code/later/report.ts']))
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
      env: cleanEnvironment(env()),
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
    await writeFile(join(code, 'report.ts'), flowReading('whole'))
    await ok(...build)
    await writeFile(join(code, 'report.ts'), flowReading('changed'))
    await mkdir(join(code, 'many'))
    for (let index = 0; index < 100; index += 1) await writeFile(join(code, 'many', `${index}.txt`), `${index}`)
    const before = (await keys('code/cut')).length
    await using proxy = await startFaultyProxy(Number(new URL(s3.url).port))
    const byProxy = { AWS_ENDPOINT_URL: `http://127.0.0.1:${proxy.port}` }
    proxy.cutAfter(30)
    const cut = await run(build, byProxy)
    expect(cut).toMatchObject({ code: 1, output: expect.stringMatching(/cannot be reached|did not answer/) })
    const half = (await keys('code/cut')).length
    expect(half).toBeGreaterThan(before + 5)
    expect(half).toBeLessThan(before + 100)
    await runs('cut', 'whole')
    proxy.heal()
    expect((await run(build, byProxy)).code).toBe(0)
    await runs('cut', 'changed')
    await rm(join(code, 'many'), { recursive: true })
  })

  test('S063 S085 no code is in what command line, scripts and runs have said to the server', () => {
    const said = listener.said()
    expect(said).toContain('report.ts:report')
    expect(said).toContain('/set_state')
    expect(said).not.toContain(MARKER)
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

test('a build whose storage has no bucket, or is away, says so', async () => {
  await block('s3', 'nobucket', { bucket_path: 'nowhere/code', aws_access_key_id: 'test', aws_secret_access_key: 'test' })
  const argv = ['deployment', 'build', 'report.ts:report', '-n', 'bad', '-q', 'code', '-sb']
  const missing = await run([...argv, 's3/nobucket', '-a'])
  expect(missing).toMatchObject({ code: 1, output: expect.stringContaining('Create its bucket or container first') })
  const away = await run([...argv, 's3/dev', '-a'], { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })
  expect(away).toMatchObject({ code: 1, output: expect.stringContaining('s3://flows/code cannot be reached') })
  await expect(server.client.deployments.readByName({ params: { flow_name: 'report', deployment_name: 'bad' } })).rejects.toThrow('404')
})
