import { execFile } from 'node:child_process'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClient, createHttpTransport, type Client } from '@millrace/client'
import { temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'
import { runSteps } from './run-steps.ts'
import type { StepEntry } from './step.ts'

/** For steps that ask no server: nothing answers there. */
const nobody = (): Client =>
  createClient(createHttpTransport({ url: 'http://127.0.0.1:1/api', timeoutSeconds: 1, maxRetries: 0, jitterFactor: 0 }))

async function run(cwd: string, steps: readonly StepEntry[], env: Readonly<Record<string, string>> = {}) {
  const lines: string[] = []
  const context = { cwd, env: { ...process.env, ...env }, client: nobody(), print: (line: string) => void lines.push(line) }
  return { ...(await runSteps(steps, context)), lines }
}

async function repository(folder: string): Promise<string> {
  const path = join(folder, 'code')
  const git = async (...argv: string[]): Promise<string> =>
    (await promisify(execFile)('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', ...argv], { cwd: path })).stdout.trim()
  await mkdir(path)
  await git('init', '--quiet', '--initial-branch=main')
  await writeFile(join(path, 'a.txt'), 'first')
  await git('add', '.')
  await git('commit', '--quiet', '-m', 'first')
  await git('checkout', '--quiet', '-b', 'feature/x')
  await writeFile(join(path, 'a.txt'), 'second')
  await git('commit', '--quiet', '-am', 'second')
  return path
}

test('clones a branch or a commit, and again over its own clone', async () => {
  await using folder = await temporaryFolder()
  const code = await repository(folder.path)
  const { stdout } = await promisify(execFile)('git', ['rev-parse', 'main'], { cwd: code })
  const work = join(folder.path, 'work')
  await mkdir(work)
  const clone = (inputs: object): StepEntry => ({ 'prefect.deployments.steps.git_clone': { repository: `file://${code}`, ...inputs } })
  const { outputs } = await run(work, [
    clone({ branch: 'feature/x', id: 'one' }),
    clone({ commit_sha: stdout.trim(), clone_directory_name: 'two' }),
  ])
  expect(outputs).toEqual({ directory: 'two', one: { directory: 'code-feature-x' } })
  expect(await readFile(join(work, 'code-feature-x', 'a.txt'), 'utf8')).toBe('second')
  expect(await readFile(join(work, 'two', 'a.txt'), 'utf8')).toBe('first')
  await writeFile(join(work, 'code-feature-x', 'left.txt'), '')
  await run(work, [clone({ branch: 'feature/x' })])
  expect(await readdir(join(work, 'code-feature-x'))).toEqual(['.git', 'a.txt'])
})

test.each([
  [{ clone_directory_name: '../out' }, /expected clone_directory_name to be a folder below the current one/],
  [{ clone_directory_name: 'mine' }, /mine is there already and is no clone of this repository/],
  [{ access_token: 'a', credentials: { token: 'b' } }, /either access_token or credentials/],
  [{ branch: 'nope' }, /Remote branch nope not found/],
  [{ repository: "ext::sh -c 'touch owned'" }, /transport 'ext' not allowed/],
  [{ repository: '--upload-pack=touch owned' }, /expected the URL of a repository/],
  [{ repo: 'x' }, /Unrecognized key: "repo"/],
])('does not clone %j', async (inputs, reason) => {
  await using folder = await temporaryFolder()
  const code = await repository(folder.path)
  const work = join(folder.path, 'work')
  await mkdir(join(work, 'mine'), { recursive: true })
  await writeFile(join(work, 'mine', 'precious.txt'), 'kept')
  await expect(run(work, [{ 'millrace.steps.git_clone': { repository: `file://${code}`, ...inputs } }])).rejects.toThrow(reason)
  expect(await readFile(join(work, 'mine', 'precious.txt'), 'utf8')).toBe('kept')
  expect(await readdir(work)).toEqual(['mine'])
})

test('sends a token to its host only as a header, and says it nowhere', async () => {
  await using folder = await temporaryFolder()
  const seen: (string | undefined)[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(403).end('no')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const step = { 'millrace.steps.git_clone': { repository: `http://127.0.0.1:${port}/a.git`, access_token: 'sesame-123' } }
  const failure = await run(folder.path, [step]).then(
    () => '',
    (error: unknown) => String(error),
  )
  server.close()
  expect(seen[0]).toBe(`Basic ${Buffer.from('x-access-token:sesame-123').toString('base64')}`)
  expect(failure).toContain('git could not fetch http://127.0.0.1')
  expect(failure).not.toContain('sesame')
})

test('runs the lines of a script, with outputs of earlier steps, the environment and its own variables', async () => {
  await using folder = await temporaryFolder()
  const script = (inputs: object): StepEntry => ({ 'prefect.deployments.steps.run_shell_script': { stream_output: false, ...inputs } })
  const { outputs, lines } = await run(
    folder.path,
    [
      script({ id: 'one', script: 'echo "a  b"\n\necho "c"' }),
      script({ id: 'two', script: 'echo +{{ one.stderr }} $OF_ENV', expand_env_vars: true }),
      script({
        id: 'three',
        script: 'echo "$GIVEN" | tr a-z A-Z; echo {{ $OF_ENV }}',
        shell: true,
        env: { GIVEN: 'loud' },
        stream_output: true,
      }),
    ],
    { OF_ENV: 'env' },
  )
  expect(outputs).toMatchObject({ one: { stdout: 'a  b\nc', stderr: '' }, two: { stdout: '+ env' }, three: { stdout: 'LOUD\nenv' } })
  expect(lines).toEqual([...Array.from({ length: 3 }, () => ' > Running run_shell_script step...'), 'LOUD', 'env'])
  await expect(run(folder.path, [script({ script: 'ls /nowhere-at-all' })])).rejects.toThrow(/'ls' ended with \d: .*nowhere-at-all/)
  await expect(run(folder.path, [script({ script: 'no-such-program' })])).rejects.toThrow("there is no program 'no-such-program'")
})

test('changes the folder of the steps that follow, and installs what a package.json names', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'app'))
  await writeFile(join(folder.path, 'app', 'package.json'), '{ "name": "app", "scripts": { "postinstall": "touch installed" } }')
  const { cwd } = await run(folder.path, [
    { 'prefect.projects.steps.set_working_directory': { directory: 'app' } },
    { 'millrace.steps.npm_install': { stream_output: false } },
  ])
  expect(cwd).toBe(join(folder.path, 'app'))
  expect(await readdir(cwd)).toContain('installed')
  await expect(run(folder.path, [{ 'millrace.steps.set_working_directory': { directory: 'gone' } }])).rejects.toThrow('not on this machine')
})

test('pulls from a URL of a storage', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'from'))
  await writeFile(join(folder.path, 'from', 'flow.ts'), 'code')
  const work = join(folder.path, 'work')
  await mkdir(work)
  const step = { 'prefect.deployments.steps.pull_from_remote_storage': { url: `file://${folder.path}/from` } }
  const { outputs } = await run(work, [step])
  expect(await readFile(join(work, outputs['directory'] as string, 'flow.ts'), 'utf8')).toBe('code')
})

test.each([
  [{ 'my.steps.bake': {} }, "there is no step 'my.steps.bake' here"],
  [{ a: {}, b: {} }, 'step a has further keys beside it: b'],
  [{ 'millrace.steps.git_clone': 'x' }, 'expected its inputs as an object'],
])('refuses %j', async (step, reason) => {
  await expect(run('/', [step])).rejects.toThrow(reason)
})
