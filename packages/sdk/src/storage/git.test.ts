import { execFileSync, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Flow } from '../flow.ts'
import { openSource } from './flow-source.ts'
import { openStorage } from './open-storage.ts'

const TOKEN = 'ghp_secret-token'
const SDK = new URL('../index.ts', import.meta.url).href
const flowReturning = (value: string): string =>
  `import { flow } from '${SDK}'\nexport const report = flow(async function report() { return '${value}' })\n`

let base: string
let server: Server
let url: string

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-git-'))
  const work = join(base, 'work')
  const git = (...argv: string[]): string =>
    execFileSync('git', ['-C', work, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...argv], { encoding: 'utf8' })
  await mkdir(join(work, 'flows', 'sql'), { recursive: true })
  await writeFile(join(work, 'flows', 'report.ts'), flowReturning('main'))
  await writeFile(join(work, 'flows', 'sql', 'q ü.sql'), 'select 1')
  execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', work])
  git('add', '-A')
  git('commit', '--quiet', '-m', 'one')
  git('checkout', '--quiet', '-b', 'feature')
  await writeFile(join(work, 'flows', 'report.ts'), flowReturning('feature'))
  git('commit', '--quiet', '-am', 'two')
  git('checkout', '--quiet', '-b', 'evil', 'main')
  await symlink('/etc', join(work, 'out'))
  git('add', '-A')
  git('commit', '--quiet', '-m', 'three')
  git('checkout', '--quiet', 'main')
  execFileSync('git', ['clone', '--quiet', '--bare', work, join(base, 'repo.git')])
  execFileSync('git', ['-C', join(base, 'repo.git'), 'symbolic-ref', 'HEAD', 'refs/heads/main'])
  ;[server, url] = await serveRepositories(base)
})
afterAll(async () => {
  server.close()
  await rm(base, { recursive: true })
})

/** Git's own server program, for those that send the token. */
async function serveRepositories(root: string): Promise<[Server, string]> {
  const users = ['x-access-token', 'me', 'oauth2', 'x-token-auth']
  const expected = new Set(users.map((user) => `Basic ${Buffer.from(`${user}:${TOKEN}`).toString('base64')}`))
  const answering = createServer((request, response) => {
    if (!expected.has(request.headers.authorization ?? '')) {
      response.writeHead(401, { 'www-authenticate': 'Basic' }).end()
      return
    }
    const { pathname, search } = new URL(request.url ?? '/', 'http://x')
    const env = {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    }
    const backend = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'inherit'] })
    request.pipe(backend.stdin)
    void answer(backend.stdout, response)
  })
  await new Promise<void>((resolve) => {
    answering.listen(0, '127.0.0.1', resolve)
  })
  return [answering, `http://127.0.0.1:${(answering.address() as AddressInfo).port}`]
}

/** What a program of CGI says, as HTTP. */
async function answer(stdout: NodeJS.ReadableStream, response: ServerResponse): Promise<void> {
  const said = await buffer(stdout)
  const end = said.indexOf('\r\n\r\n')
  const lines = said.subarray(0, end).toString().split('\r\n')
  const headers = Object.fromEntries(lines.map((line) => line.split(': ') as [string, string])) as Record<string, string>
  const { Status: status = '200', ...others } = headers
  response.writeHead(Number.parseInt(status, 10), others).end(said.subarray(end + 4))
}

async function fetched(
  type: string,
  fields: Record<string, string | boolean | { token: string }>,
  from = '',
): Promise<Record<string, string>> {
  const into = await mkdtemp(join(tmpdir(), 'millrace-into-'))
  try {
    await (await openStorage({ type, name: 'test', fields })).fetch(from, into)
    const entries = await readdir(into, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(into.length + 1))
    const plain = files.filter((file) => !file.startsWith('.git/'))
    const shown = plain.length === files.length ? plain : [...plain, '.git/config']
    return Object.fromEntries(await Promise.all(shown.map(async (file) => [file, await readFile(join(into, file), 'utf8')] as const)))
  } finally {
    await rm(into, { recursive: true })
  }
}

test('S143 a github block gives the tree of its reference, with git’s own files unless it says otherwise', async () => {
  const repository = `file://${base}/repo.git`
  const files = await fetched('github', { repository, include_git_objects: false })
  expect(Object.keys(files).toSorted()).toEqual(['flows/report.ts', 'flows/sql/q ü.sql'])
  expect(files['flows/report.ts']).toContain("'main'")
  expect((await fetched('github', { repository, reference: 'feature' }))['flows/report.ts']).toContain("'feature'")
  expect(await fetched('github', { repository })).toHaveProperty('.git/config')
  expect(Object.keys(await fetched('github', { repository, include_git_objects: false }, 'flows/sql'))).toEqual(['flows/sql/q ü.sql'])
})

test.each([
  ['github', { access_token: TOKEN }],
  ['github', { access_token: `me:${TOKEN}` }],
  ['gitlab-repository', { credentials: { token: TOKEN } }],
  ['bitbucket-repository', { bitbucket_credentials: { token: TOKEN } }],
])('S143 a %s block logs in over HTTP, and leaves no token behind', async (type, login) => {
  const files = await fetched(type, { repository: `${url}/repo.git`, ...login })
  expect(files['flows/report.ts']).toContain("'main'")
  expect(JSON.stringify(files)).not.toContain(TOKEN)
})

test.each([
  ['a token that is refused', { repository: 'URL/repo.git', access_token: 'wrong-token' }, 'StorageAccessRefused', 'Look at the token'],
  ['no repository', { repository: 'file:///nowhere/repo.git' }, 'NotInStorage', '/nowhere/repo.git'],
  ['no such branch', { repository: 'REPO', reference: 'nope' }, 'NotInStorage', 'nope'],
  ['a machine that is away', { repository: 'http://127.0.0.1:9/repo.git' }, 'StorageUnreachable', '127.0.0.1'],
  ['a transport that runs programs', { repository: 'ext::sh -c touch% PWNED' }, 'NotInStorage', 'not allowed'],
  ['an option for a repository', { repository: '--upload-pack=touch PWNED' }, 'NotInStorage', 'expected the URL'],
  ['an option for a branch', { repository: 'REPO', reference: '--upload-pack=touch PWNED' }, 'NotInStorage', 'upload-pack'],
  ['a link that leads out', { repository: 'REPO', reference: 'evil' }, 'UnsafePath', 'leads out of the repository'],
])('S16 refuses %s', async (_what, fields, name, reason) => {
  const { repository, ...others } = fields
  const real = repository.replace('URL', url).replace('REPO', `file://${base}/repo.git`)
  const error = await fetched('github', { repository: real, ...others }).catch((cause: unknown) => cause as Error)
  expect(error).toMatchObject({ name, message: expect.stringContaining(reason) })
  expect((error as Error).message).not.toContain('wrong-token')
  expect(await readdir(process.cwd())).not.toContain('PWNED')
})

test('S14 refuses a path that leads out, and one that is not there', async () => {
  const repository = `file://${base}/repo.git`
  await expect(fetched('github', { repository }, '../x')).rejects.toMatchObject({ name: 'UnsafePath' })
  await expect(fetched('github', { repository }, 'none')).rejects.toMatchObject({ name: 'NotInStorage' })
})

test('Flow.from loads a flow from a repository, a branch of it, and a folder', async () => {
  const repository = join(base, 'repo.git')
  const main = await Flow.from({ source: `file://${repository}`, entrypoint: 'flows/report.ts:report' })
  expect(main.name).toBe('report')
  const feature = await Flow.from({
    source: { repository: `file://${repository}`, branch: 'feature' },
    entrypoint: 'flows/report.ts:report',
  })
  expect(String(feature.definition.fn)).toContain('feature')
  const local = await Flow.from({ source: join(base, 'work'), entrypoint: 'flows/report.ts:report' })
  expect(local.name).toBe('report')
  // They go with the process, and that of the tests lives on.
  for (const { definition } of [main, feature, local]) {
    const folder = dirname(dirname(definition.file ?? ''))
    expect(folder).toContain('.millrace-code-')
    await rm(folder, { recursive: true })
  }
  const missing = Flow.from({ source: join(base, 'work'), entrypoint: 'flows/report.ts:nope' })
  await expect(missing).rejects.toThrow("has no flow 'nope'")
  await expect(openSource('ext::sh -c id')).rejects.toMatchObject({ name: 'InvalidStorage' })
})
