import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { freePort, millrace, type RunningServer, startServer, temporaryFolder, type TemporaryFolder } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const FLOWS = join(import.meta.dirname, '..', 'flows', 'many-ways.ts')

let server: RunningServer
let folder: TemporaryFolder

beforeAll(async () => {
  server = await startServer()
  folder = await temporaryFolder()
  await writeFile(
    join(folder.path, 'throws.js'),
    `import { flow } from 'millrace'\nthrow new Error('broken at import')\nexport const f = flow(async () => 1)\n`,
  )
  await writeFile(join(folder.path, 'syntax.ts'), `export const a: number = = 3\n`)
  await writeFile(join(folder.path, 'bad.yaml'), `name: x\n  flow_name: [unclosed\n`)
  const built = await millrace(['deployment', 'build', `${FLOWS}:fails`, '-n', 'test', '-a', '-o', join(folder.path, 'ok.yaml')], {
    env: server.env,
  })
  if (built.code !== 0) throw new Error(built.output)
})

afterAll(async () => {
  await folder[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const build = (entrypoint: string, ...rest: string[]): string[] => ['deployment', 'build', entrypoint, '-n', 'x', ...rest]

describe('bad input ends with a clear line and code 1 or 2', () => {
  test.each<[string, () => string[], number, RegExp]>([
    ['a file that does not exist', () => build('./nowhere.ts:f'), 1, /nowhere\.ts/],
    ['no function in the entrypoint', () => build(FLOWS), 1, /entrypoint must include the name of the function/],
    ['no such flow: those there are', () => build(`${FLOWS}:nope`), 1, /nope[\s\S]*waits/],
    ['no name', () => ['deployment', 'build', `${FLOWS}:waits`], 1, /--name/],
    [
      'a file that throws on import: the user frame',
      () => build(join(folder.path, 'throws.js:f')),
      1,
      /broken at import[\s\S]*throws\.js:2/,
    ],
    ['a TypeScript syntax error: where', () => build(join(folder.path, 'syntax.ts:f')), 1, /syntax\.ts:1/],
    ['a bad cron', () => build(`${FLOWS}:waits`, '--cron', '61 * * * *'), 1, /61 \* \* \* \*/],
    ['a bad rrule', () => build(`${FLOWS}:waits`, '--rrule', 'FREQ=NEVER'), 1, /FREQ=NEVER|NEVER/],
    ['a bad interval', () => build(`${FLOWS}:waits`, '--interval', '0'), 1, /interval/i],
    ['two schedules at once', () => build(`${FLOWS}:waits`, '--cron', '* * * * *', '--interval', '60'), 1, /Only one schedule/],
    ['an unknown pool', () => build(`${FLOWS}:waits`, '-p', 'nopool', '-a'), 1, /nopool/],
    ['malformed YAML: line and column', () => ['deployment', 'apply', join(folder.path, 'bad.yaml')], 1, /bad\.yaml:1:7: malformed YAML/],
    ['a missing YAML', () => ['deployment', 'apply', 'missing.yaml'], 1, /missing\.yaml/],
    ['a deployment that does not exist: the nearest', () => ['deployment', 'run', 'always-fails/tset'], 1, /always-fails\/test/],
    ['a name without a flow', () => ['deployment', 'inspect', 'nope'], 1, /flow-name.*deployment-name/],
    ['an unknown parameter', () => ['deployment', 'run', 'always-fails/test', '--param', 'resaon=x'], 1, /resaon[\s\S]*reason/],
    ['a parameter of the wrong type', () => ['deployment', 'run', 'always-fails/test', '--param', 'reason=[1]'], 1, /reason[\s\S]*string/],
    ['an id that is no UUID', () => ['flow-run', 'inspect', 'not-a-uuid'], 1, /not-a-uuid/],
    ['an unknown command', () => ['deploymnet'], 2, /deployment/],
    ['an unknown option', () => ['deployment', 'ls', '--nope'], 2, /--nope/],
  ])('%s', async (_, argv, code, words) => {
    const ran = await millrace(argv(), { env: server.env, cwd: folder.path })
    expect(ran.output).toMatch(words)
    expect(ran.output).not.toMatch(/node:internal|at async|node_modules/)
    expect(ran.code).toBe(code)
  })

  test('a server that does not answer: which URL, from which setting', async () => {
    const url = `http://127.0.0.1:${await freePort()}/api`
    const ran = await millrace(['flow-run', 'ls'], { env: { MILLRACE_HOME: folder.path, MILLRACE_API_URL: url } })
    expect(ran.code).toBe(1)
    expect(ran.output).toContain(url)
    expect(ran.output).toContain('MILLRACE_API_URL')
  })

  test('a port in use', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const port = typeof address === 'object' && address !== null ? String(address.port) : ''
    const ran = await millrace(['server', 'start', '--port', port], { env: { MILLRACE_HOME: join(folder.path, 'port') } })
    taken.close()
    expect(ran.code).toBe(1)
    expect(ran.output).toMatch(new RegExp(`port ${port}.*in use`))
  })

  test('a home that cannot be written', async () => {
    const ran = await millrace(['server', 'start', '--port', '0'], { env: { MILLRACE_HOME: '/proc/millrace' } })
    expect(ran.code).toBe(1)
    expect(ran.output).toContain('/proc/millrace')
  })

  test('an address that is not loopback, without authentication', async () => {
    const ran = await millrace(['server', 'start', '--host', '0.0.0.0', '--port', '0'], {
      env: { MILLRACE_HOME: join(folder.path, 'open') },
    })
    expect(ran.code).toBe(1)
    expect(ran.output).toMatch(/auth/i)
  })
})
