import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
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
  write(join(folder, 'package.json'), '{ "type": "module" }')
})
afterAll(async () => {
  await close()
  rmSync(folder, { recursive: true })
})

interface Snippet {
  /** Page and place, as in `docs/flows-and-tasks.md 2`. */
  readonly name: string
  readonly code: string
  /** It serves until it is told to end. */
  readonly serves: boolean
}

/** Where the snippets of the README are files of their own, by their first line: `// flows/report.ts`. */
const FILE = /^\/\/ ([\w/-]+\.ts)\n/

/** What a snippet that serves says last before it waits. */
const SERVES = /'greet\/often'|at most \d+ run/

/** Snippets marked `typescript` are for a service that is not here: they compile, and are not run. */
const compiledOnly = (text: string): string[] => [...text.matchAll(/^```typescript\n(.*?)^```$/gms)].map(([, code = '']) => code)

const snippetsOf = (page: string, text: string): Snippet[] =>
  [...text.matchAll(/^```ts( serves)?\n(.*?)^```$/gms)].map(([, serves, code = ''], index) => ({
    name: `${page} ${index + 1}`,
    code,
    serves: serves !== undefined,
  }))

const pages = ['README.md', ...readdirSync(join(ROOT, 'docs')).flatMap((page) => (page.endsWith('.md') ? [join('docs', page)] : []))]
const texts = pages.map((page) => ({ page, text: readFileSync(join(ROOT, page), 'utf8') }))
const snippets = texts.flatMap(({ page, text }) => snippetsOf(page, text))

const fileOf = ({ name, code }: Snippet): string => join(folder, FILE.exec(code)?.[1] ?? `${name.replaceAll(/[ ./]/g, '-')}.ts`)

function write(file: string, code: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, code)
}

/** As strict as a careful user's. */
const TSCONFIG = {
  compilerOptions: {
    target: 'esnext',
    module: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    moduleDetection: 'force',
    types: ['node'],
    // What the repository's own packages are written in is checked by its own configuration.
    skipLibCheck: true,
    noEmit: true,
  },
}

// What they import is compiled with them: ten seconds, and on a busy machine minutes.
test('the snippets of all pages compile as strictly as a careful user compiles', { timeout: 300_000 }, async () => {
  for (const snippet of snippets) write(fileOf(snippet), snippet.code)
  for (const { page, text } of texts)
    for (const [index, code] of compiledOnly(text).entries()) write(join(folder, `${page.replaceAll(/[./]/g, '-')}-only-${index}.ts`), code)
  write(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG))
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  const child = spawn(process.execPath, [tsc, '-p', folder], { cwd: folder })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exitCode = await new Promise((resolve) => child.on('close', resolve))
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: '' })
})

test.each(snippets)('the snippet $name runs as it is written', async (snippet) => {
  const { code, serves } = snippet
  const file = fileOf(snippet)
  write(file, code)
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
