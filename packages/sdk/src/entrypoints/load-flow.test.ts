import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/**
 * Vitest loads modules by its own means, so these cases run in one Node of their own, as users' files do, one after the
 * other: what the first of them starts must not disturb the next.
 */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-entrypoints-')))
const bare = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-bare-')))
/** Where another copy of Millrace is installed. */
const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-elsewhere-')))
const node = fileURLToPath(new URL('../../../../node_modules/.bin/node', import.meta.url))
const loadFlowModule = new URL('./load-flow.ts', import.meta.url).href

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] }, "experimentalDecorators": true } }',
  'flows.ts': `
    import { flow } from '@millrace/sdk'
    export const report = flow({ name: 'daily-report' }, async function makeReport(url: string): Promise<string> { return url })
    export const again = report.withOptions({ retries: 3 })
    export const plain = 3
    export default flow(async function standard() {})`,
  'none.ts': 'export const x = 1',
  'twice.ts': `
    import { flow } from '@millrace/sdk'
    export const a = flow({ name: 'same' }, async () => 1)
    export const b = flow({ name: 'same' }, async () => 2)`,
  'throws.ts': `interface Config { readonly path: string }
const config: Config = { path: 'x' }
function read(): never {
  throw new TypeError('no config at ' + config.path)
}
export const value = read()`,
  'throws-text.ts': "throw 'just a text'",
  'parses.ts': "export const value = JSON.parse('{')",
  'syntax.ts': 'export const a = 1\nexport const b: = 2\n',
  'enum-syntax.ts': 'enum A {}\nexport const b: = 2\n',
  'imports-syntax.ts': "import { b } from './syntax.ts'\nexport const c = b\n",
  'missing-import.ts': "import { b } from './not-there.ts'\nexport const c = b\n",
  'missing-name.ts': "import { nope } from './none.ts'\nexport const c = nope\n",
  'lib/colours.ts': 'export enum Colour { Red = "red" }\nexport interface Shade { depth: number }',
  'enums.ts': `
    import { flow } from '@millrace/sdk'
    import { Colour, Shade } from './lib/colours'
    import { Colour as Aliased } from '@lib/colours'
    function sealed(_: unknown): void {}
    @sealed
    class Box { constructor(private readonly shade: Shade) {}
      open(): never {
        throw new Error('opened ' + this.shade.depth)
      }
    }
    export const painted = flow(async function painted(colour: Colour = Aliased.Red) { return new Box({ depth: 1 }).open() })`,
  'hello.py': 'x = 1',
}

interface Outcome {
  readonly name?: string
  readonly error?: string
  readonly message?: string
  readonly stack?: string
}

const ENTRYPOINTS = [
  'flows.ts:report',
  'flows.ts:makeReport',
  'flows.ts:daily-report',
  'flows.ts:default',
  'flows.ts:nope',
  'none.ts:x',
  'twice.ts:a',
  'throws.ts:value',
  'throws-text.ts:value',
  'parses.ts:value',
  'gone.ts:f',
  'lib:f',
  'hello.py:f',
  'syntax.ts:a',
  'imports-syntax.ts:c',
  'enum-syntax.ts:a',
  'missing-import.ts:c',
  'missing-name.ts:c',
  'enums.ts:painted',
  `${bare}/alone.ts:alone`,
  `${bare}/broken.ts:alone`,
  `${bare}/lacking.ts:alone`,
  `${elsewhere}/alone.ts:alone`,
] as const

const SCRIPT = `
import { loadFlow } from ${JSON.stringify(loadFlowModule)}
const outcomes = {}
for (const entrypoint of JSON.parse(process.argv[1])) {
  try {
    const flow = await loadFlow(entrypoint, process.cwd())
    outcomes[entrypoint] = { name: flow.name }
    if (entrypoint.startsWith('enums')) try { await flow.definition.fn() } catch (error) { outcomes[entrypoint].stack = error.stack }
  } catch (error) {
    outcomes[entrypoint] = { error: error.name, message: error.message }
  }
}
process.stdout.write(JSON.stringify(outcomes))`

let outcomes: Readonly<Record<string, Outcome>> = {}

beforeAll(async () => {
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  writeFileSync(
    join(bare, 'lacking.ts'),
    "import { flow } from 'millrace'\nimport { x } from 'not-installed'\nexport const alone = flow(async () => x)",
  )
  writeFileSync(join(bare, 'alone.ts'), "import { flow } from 'millrace'\nexport const alone = flow(async function alone() {})")
  writeFileSync(
    join(bare, 'broken.ts'),
    "import { flow } from 'millrace'\nthrow new Error('broken at import')\nexport const f = flow(async () => 1)",
  )
  const copy = join(elsewhere, 'node_modules', 'millrace')
  mkdirSync(copy, { recursive: true })
  writeFileSync(join(copy, 'package.json'), '{ "name": "millrace", "type": "module", "exports": "./index.js" }')
  writeFileSync(join(copy, 'index.js'), "throw new Error('two copies in one process')")
  writeFileSync(join(elsewhere, 'alone.ts'), "import { flow } from 'millrace'\nexport const alone = flow(async function alone() {})")
  symlinkSync(fileURLToPath(new URL('../../../../node_modules', import.meta.url)), join(folder, 'node_modules'))
  const { stdout } = await promisify(execFile)(node, ['--input-type=module', '-e', SCRIPT, JSON.stringify(ENTRYPOINTS)], { cwd: folder })
  outcomes = JSON.parse(stdout) as Record<string, Outcome>
}, 60_000)
afterAll(() => {
  rmSync(folder, { recursive: true })
  rmSync(bare, { recursive: true })
  rmSync(elsewhere, { recursive: true })
})

describe('a flow is found', () => {
  it.each([
    ['by the name of its export', 'flows.ts:report', 'daily-report'],
    ['by the name of its function', 'flows.ts:makeReport', 'daily-report'],
    ['by its own name', 'flows.ts:daily-report', 'daily-report'],
    ['as the default export', 'flows.ts:default', 'standard'],
    ['in a folder without node_modules', `${bare}/alone.ts:alone`, 'alone'],
    ['by the Millrace that looks for it, where another copy is installed', `${elsewhere}/alone.ts:alone`, 'alone'],
    ['in a file with enums, decorators, path aliases and imports without extension', 'enums.ts:painted', 'painted'],
  ])('%s', (_, entrypoint, name) => {
    expect(outcomes[entrypoint]).toMatchObject({ name })
  })
})

describe('an entrypoint that leads nowhere says why:', () => {
  it.each([
    [
      'no such flow, with those there are',
      'flows.ts:nope',
      'FlowNotFound',
      "flows.ts has no flow 'nope'; it exports 'again', 'standard', 'report'",
    ],
    [
      'no flow at all',
      'none.ts:x',
      'FlowNotFound',
      "none.ts has no flow 'x'; it exports no flow at all: wrap the function in flow(…) and export it",
    ],
    [
      'two flows of one name',
      'twice.ts:a',
      'AmbiguousFlow',
      "twice.ts has two flows named 'same', exported as 'a' and 'b': give one of them another name, as in flow({ name: '…' }, …)",
    ],
    [
      'a file that throws, with its own frame',
      'throws.ts:value',
      'FlowFileFailed',
      `throws.ts could not be loaded: TypeError: no config at x\n  at ${folder}/throws.ts:4:9`,
    ],
    [
      'a file that throws no error',
      'throws-text.ts:value',
      'FlowFileFailed',
      'throws-text.ts could not be loaded: it threw "just a text", which is no Error',
    ],
    [
      'a SyntaxError of its own',
      'parses.ts:value',
      'FlowFileFailed',
      `parses.ts could not be loaded: SyntaxError: Expected property name or '}' in JSON at position 1 (line 1 column 2)\n  at ${folder}/parses.ts:1:27`,
    ],
    ['no such file', 'gone.ts:f', 'FlowFileNotFound', `there is no file gone.ts (looked for ${folder}/gone.ts)`],
    ['a folder', 'lib:f', 'FlowFileNotFound', `there is no file lib (looked for ${folder}/lib)`],
    ['a Python file', 'hello.py:f', 'EntrypointError', 'hello.py is a Python file: its flows are run by Python, not loaded here'],
    [
      'a syntax error in a file with an enum',
      'enum-syntax.ts:a',
      'FlowFileSyntaxError',
      `${folder}/enum-syntax.ts:2:17: syntax error: Unexpected "="`,
    ],
  ])('%s', (_, entrypoint, error, message) => {
    expect(outcomes[entrypoint]).toEqual({ error, message })
  })

  it.each([
    ['a syntax error with its place', 'syntax.ts:a'],
    ['a syntax error in an imported file', 'imports-syntax.ts:c'],
  ])('%s', (_, entrypoint) => {
    expect(outcomes[entrypoint]).toEqual({
      error: 'FlowFileSyntaxError',
      message: expect.stringContaining(`${folder}/syntax.ts:2:17: syntax error: Unexpected "="`),
    })
  })

  it('a missing import', () => {
    expect(outcomes['missing-import.ts:c']).toMatchObject({
      error: 'FlowFileFailed',
      message: expect.stringContaining('Cannot find module'),
    })
    expect(outcomes['missing-import.ts:c']?.message).toContain('not-there.ts')
  })

  it('a name that an imported file does not export', () => {
    const { message } = outcomes['missing-name.ts:c'] ?? {}
    expect(message).toContain("does not provide an export named 'nope'")
    expect(message).toContain('missing-name.ts:1')
  })
})

it('shows the own frame of a file in a folder without node_modules', () => {
  expect(outcomes[`${bare}/broken.ts:alone`]?.message).toContain(`${bare}/broken.ts:2:7`)
})

it('names a package that is not installed, without a frame of the loader', () => {
  const message = outcomes[`${bare}/lacking.ts:alone`]?.message
  expect(message).toMatch(/Cannot find (?:package|module) 'not-installed'/)
  expect(message).toContain(`${bare}/lacking.ts`)
  expect(message).not.toContain('import-module')
})

it('keeps the lines of a transformed file in stack traces', () => {
  expect(outcomes['enums.ts:painted']?.stack).toContain('enums.ts:9:15')
})
