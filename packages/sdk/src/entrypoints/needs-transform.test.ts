import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { moduleKind, needsTransform } from './needs-transform.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-transform-'))
  writeFileSync(
    join(folder, 'values.ts'),
    'export async function one() {}\nexport enum Two { x }\nconst three = 3\nexport { three }\nexport default 4',
  )
  writeFileSync(join(folder, 'types.ts'), 'export interface A {}\nexport type B = A\nexport default A')
})
afterAll(() => rmSync(folder, { recursive: true }))

const needs = (source: string): boolean => needsTransform(join(folder, 'a.ts'), source, 'module')

test.each([
  ['types only', 'interface A { x: string }\nconst a: A = { x: "1" }\nexport const f = async <T>(x: T): Promise<T> => x'],
  ['values that are used', "import { flow, Shade as S } from 'x'\nimport Box, { type Lid } from 'y'\nflow(S.Red)\nnew Box()"],
  ['a value that only a template uses', "import { a } from 'x'\nexport const b = `${`${a}`}`"],
  ['values that nobody uses, of the user’s own', "import four, { one, Two, three as drei } from './values.ts'"],
  ['types said to be types', "import type { A } from 'x'\nimport * as all from 'y'\nexport const a: A = all"],
  ['comments and texts like code beyond it', "/** @param a b */\nconst a = '@b', c = `enum d {}` // @e\nconst f = () => { return /['@]/ }"],
  ['declarations only', 'declare enum A { x }\ndeclare namespace B { const c: string }'],
])('Node reads a file with %s by itself', (_, source) => {
  expect(needs(source)).toBe(false)
})

test.each([
  ['an enum', 'export const enum A { x }'],
  ['a namespace', 'namespace A.B { export const c = 1 }'],
  ['a decorator', 'class A {\n  @logged\n  run() {}\n}'],
  ['a decorated parameter', 'class A { constructor(@inject("x") x: X) {} }'],
  ['a parameter property', 'class A {\n  constructor(\n    private readonly x: X,\n  ) {}\n}'],
  ['an import by require', "import fs = require('node:fs')"],
  ['an assigned export', 'export = 3'],
  ['a cast by angle brackets', 'const a = <string>b'],
  ['an accessor', 'class A { accessor x = 1 }'],
  ['an import that is a type', "import { A } from './types.ts'\nexport const a = (b: A): A => b // as A"],
  ['an import of a package that may be a type', "import { A } from 'package'\nexport const a = (b: A): A => b"],
  ['what is no TypeScript', 'export const b: = 2'],
])('esbuild reads a file with %s', (_, source) => {
  expect(needs(source)).toBe(true)
})

test('esbuild reads JSX, and TypeScript of packages', () => {
  expect(needsTransform('/src/a.tsx', '', 'module')).toBe(true)
  expect(needsTransform('/node_modules/x/a.ts', '', 'module')).toBe(true)
})

test.each([
  ['/src/a.mts', 'require("x")', 'module'],
  ['/src/a.cts', "import x from 'x'", 'commonjs'],
  ['/a.ts', "const x = require('x')", 'commonjs'],
  ['/a.ts', "import x from 'x'", 'either'],
  ['/a.ts', "import x from 'x'\nread(__dirname)", 'commonjs'],
  ['/a.ts', "import x from 'x'\nconst require = createRequire(import.meta.url)\nrequire('y')", 'either'],
])('%s with %j is %s', (file, source, kind) => {
  expect(moduleKind(file, source)).toBe(kind)
})
