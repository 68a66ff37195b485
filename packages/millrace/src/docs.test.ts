import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '@millrace/server'
import { loadSettings } from '@millrace/settings'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'millrace-docs-'))
let url = ''
let close: () => Promise<void> = () => Promise.resolve()

beforeAll(async () => {
  const settings = loadSettings({
    env: { MILLRACE_HOME: folder },
    cwd: folder,
    overrides: { 'server.api.port': 0, 'logging.level': 'ERROR' },
  })
  const server = await startServer({ settings })
  url = server.url
  close = () => server.close()
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
})
afterAll(async () => {
  await close()
  rmSync(folder, { recursive: true })
})

interface Snippet {
  /** Page and place, as in `flows-and-tasks.md 2`. */
  readonly name: string
  readonly code: string
  /** It serves until it is told to end. */
  readonly serves: boolean
}

/** What a snippet that serves says last before it waits. */
const SERVES = /'greet\/often'|at most \d+ run/

const snippetsOf = (page: string, text: string): Snippet[] =>
  [...text.matchAll(/^```ts( serves)?\n(.*?)^```$/gms)].map(([, serves, code = ''], index) => ({
    name: `${page} ${index + 1}`,
    code,
    serves: serves !== undefined,
  }))

const snippets = readdirSync(join(ROOT, 'docs'))
  .filter((page) => page.endsWith('.md'))
  .flatMap((page) => snippetsOf(page, readFileSync(join(ROOT, 'docs', page), 'utf8')))

test.each(snippets)('the snippet $name runs as it is written', async ({ name, code, serves }) => {
  const file = join(folder, `${name.replaceAll(/[ .]/g, '-')}.ts`)
  writeFileSync(file, code)
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    env: { PATH: process.env['PATH'], MILLRACE_HOME: folder, MILLRACE_API_URL: url },
  })
  let output = ''
  let told = false
  const collect = (chunk: Buffer): void => {
    output += chunk.toString()
    if (!serves || told || !SERVES.test(output)) return
    // Once: a second signal means now.
    told = child.kill('SIGINT')
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const exitCode = await new Promise((resolve) => child.on('close', resolve))
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 })
})
