import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { answers, cleanEnvironment, freePort, type Ran, supervise, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')

/** Packages that a user asks for by name; all others come with them. */
const OPTIONAL = /-(?:docker|kubernetes|redis)-/

const FLOW = `import { flow, task } from 'millrace'

const double = task(async function double(n: number): Promise<number> {
  return n * 2
})

export const sum = flow({ name: 'packed' }, async function sum(numbers: number[] = [1, 2]): Promise<number> {
  return (await double.map(numbers)).reduce((a, b) => a + b, 0)
})
`

test('what is packed works in an empty folder: a script, the server with its web UI, a deployment that a worker runs', async () => {
  await using folder = await temporaryFolder()
  const home = join(folder.path, 'home')
  const port = String(await freePort())
  const api = `http://127.0.0.1:${port}/api`
  const env = cleanEnvironment({ MILLRACE_HOME: home })
  const run = async (program: string, argv: readonly string[], cwd = folder.path): Promise<Ran> => {
    const child = supervise({ program, argv, cwd, env })
    return { code: await child.ended, output: child.output() }
  }
  const installed = join(folder.path, 'node_modules', 'millrace', 'bin', 'millrace.cjs')
  const millrace = async (...argv: string[]): Promise<string> => {
    const child = supervise({
      program: process.execPath,
      argv: [installed, ...argv],
      cwd: folder.path,
      env: { ...env, MILLRACE_API_URL: api },
    })
    expect(await child.ended, child.output()).toBe(0)
    return child.output()
  }

  const packed = await run(process.execPath, [join(ROOT, 'scripts', 'pack', 'main.ts'), join(folder.path, 'out')], ROOT)
  expect(packed.code, packed.output).toBe(0)
  const tarballs = (await readdir(join(folder.path, 'out'))).filter((name) => !OPTIONAL.test(name))
  await writeFile(join(folder.path, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  // What the repository was installed from is in npm's cache.
  const npm = await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs.map((name) => `./out/${name}`)])
  expect(npm.code, npm.output).toBe(0)

  await mkdir(join(folder.path, 'flows'))
  await writeFile(join(folder.path, 'flows', 'sum.ts'), FLOW)
  await writeFile(join(folder.path, 'main.ts'), `import { sum } from './flows/sum.ts'\nconsole.log('sum', await sum([3, 4]))\n`)
  // By itself, before there is a server on its home.
  const script = await run(process.execPath, ['main.ts'])
  expect(script.output).toContain('sum 14')

  await using server = supervise({ program: process.execPath, argv: [installed, 'server', 'start', '--port', port], cwd: folder.path, env })
  await answers(`${api}/health`, server)
  const page = await fetch(`http://127.0.0.1:${port}/`)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>Millrace')])
  const made = await fetch(`${api}/work_pools/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'local', type: 'process' }),
  })
  expect(made.status).toBe(201)
  await millrace('deployment', 'build', './flows/sum.ts:sum', '-n', 'prod', '-p', 'local', '-a')
  await millrace('deployment', 'run', 'packed/prod', '--param', 'numbers=[5,6]')
  await millrace('worker', 'start', '-p', 'local', '--run-once')
  const runs = JSON.parse(await millrace('flow-run', 'ls', '-o', 'json')) as { state_name: string; parameters: unknown }[]
  expect(runs.map(({ state_name, parameters }) => [state_name, parameters])).toContainEqual(['Completed', { numbers: [5, 6] }])
})
