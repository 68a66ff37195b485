import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const LAUNCHER = join(import.meta.dirname, '..', 'bin', 'millrace.cjs')
const run = promisify(execFile)

interface Ended {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

const ended = async (program: string, argv: readonly string[], env: Record<string, string> = {}, cwd?: string): Promise<Ended> => {
  const home = mkdtempSync(join(tmpdir(), 'millrace-launcher-'))
  const { PATH = '', HOME = '' } = process.env
  return await run(program, argv, { env: { PATH, HOME, MILLRACE_HOME: home, ...env }, cwd }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Ended) => error,
  )
}

/** A Node that is too old for us, where the machine has one beside the repository's own. */
const oldNode = await (async () => {
  for (const program of ['/usr/bin/node', '/usr/local/bin/node']) {
    const { code, stdout } = await ended(program, ['-p', 'process.versions.node'])
    if (code === 0 && Number(stdout.split('.')[0]) < 22) return program
  }
  return undefined
})()

test('runs the command line and keeps its exit code', async () => {
  expect(await ended(process.execPath, [LAUNCHER, '--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  })
  expect(await ended(process.execPath, [LAUNCHER, 'nonsense'])).toMatchObject({ code: 2 })
})

test('leaves it to the copy that the project has installed, also from a folder below', async () => {
  const project = mkdtempSync(join(tmpdir(), 'millrace-project-'))
  const bin = join(project, 'node_modules', 'millrace', 'bin')
  mkdirSync(bin, { recursive: true })
  mkdirSync(join(project, 'flows'))
  writeFileSync(join(bin, 'millrace.cjs'), 'console.log("the project\'s own", process.argv[2])')
  const cwd = join(project, 'flows')
  expect(await ended(process.execPath, [LAUNCHER, 'version'], {}, cwd)).toMatchObject({ code: 0, stdout: "the project's own version\n" })
})

test('ends quietly when nobody reads its output', async () => {
  const pipe = `'${process.execPath}' '${LAUNCHER}' config view --show-defaults | head -n 1; exit \${PIPESTATUS[0]}`
  expect(await ended('bash', ['-c', pipe])).toMatchObject({ code: 0, stderr: '' })
})

test.runIf(oldNode !== undefined)('finds a newer Node from one that is too old', async () => {
  const program = oldNode ?? ''
  expect(await ended(program, [LAUNCHER, 'version', '-o', 'json'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`"${process.versions.node}"`),
  })
  expect(await ended(program, [LAUNCHER, 'nonsense'])).toMatchObject({ code: 2 })
  expect(await ended(program, [LAUNCHER, 'version'], { MILLRACE_NODE: '/nowhere/node' })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('(from MILLRACE_NODE)'),
  })
  const tooOld = await ended(program, [LAUNCHER, 'version'], { MILLRACE_NODE: program })
  expect(tooOld).toMatchObject({ code: 1, stderr: expect.stringMatching(/^millrace needs Node\.js >= 22\.22; this is v\d+/) })
})
