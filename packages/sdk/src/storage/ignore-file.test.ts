import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ignoreRules, parseIgnoreRules, writeDefaultIgnoreFile } from './ignore-file.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-ignore-'))
  execFileSync('git', ['init', '--quiet', folder])
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Which of the paths git leaves out; it is asked once for all of them. */
function ignoredByGit(rules: string, paths: readonly string[]): readonly string[] {
  writeFileSync(join(folder, '.gitignore'), rules)
  const options = {
    cwd: folder,
    input: paths.join('\0'),
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
  } as const
  try {
    return execFileSync('git', ['check-ignore', '--no-index', '--stdin', '-z'], options).split('\0').filter(Boolean)
  } catch (error) {
    // It ends with 1 when it leaves out none of them.
    if ((error as { status?: number }).status === 1) return []
    throw error
  }
}

/** The same numbers for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

// No letters beyond ASCII: for git, `?` is one byte of them.
const PARTS = ['a', 'b', 'build', 'a b', 'x.pyc', 'y.ts', '#c', '!d', '.env', 'doc.txt']
const PATTERNS = [
  ...PARTS,
  '*.pyc',
  '*',
  '**',
  'a*',
  '?',
  '[ab]',
  '[!a]',
  'a/**',
  '**/b',
  'a/**/b',
  '*.t?',
  '\\#c',
  '\\!d',
  'bu*d',
  'a b',
  '.*',
  'x.[op]yc',
]

test('S131 leaves out what git would, for 300 random files of rules', () => {
  const any = numbers(7)
  const pick = (from: readonly string[]): string => from[any(from.length)] ?? ''
  for (let round = 0; round < 300; round += 1) {
    const rules = Array.from({ length: 1 + any(5) }, () => {
      const pattern = Array.from({ length: 1 + any(2) }, () => pick(PATTERNS)).join('/')
      return `${any(5) === 0 ? '!' : ''}${any(4) === 0 ? '/' : ''}${pattern}${any(4) === 0 ? '/' : ''}`
    }).join('\n')
    const paths = Array.from({ length: 12 }, () => Array.from({ length: 1 + any(4) }, () => pick(PARTS)).join('/'))
    const parsed = parseIgnoreRules(rules)
    const ours = [...new Set(paths)].filter((path) => parsed.ignores(path))
    expect(ours.toSorted(), rules).toEqual([...new Set(ignoredByGit(rules, [...new Set(paths)]))].toSorted())
  }
})

test('S131 *.pyc leaves out every such file, at any depth', () => {
  const rules = parseIgnoreRules('*.pyc')
  expect(['a.pyc', 'deep/er/b.pyc'].every((path) => rules.ignores(path))).toBe(true)
  expect(rules.ignores('a.py')).toBe(false)
})

test('S130 S132 writes a default file where there is none, and reads .millraceignore before .prefectignore', () => {
  const own = mkdtempSync(join(tmpdir(), 'millrace-ignore-'))
  try {
    expect(writeDefaultIgnoreFile(own)).toBe(join(own, '.prefectignore'))
    expect(writeDefaultIgnoreFile(own)).toBeUndefined()
    const rules = ignoreRules(own)
    for (const path of [
      'node_modules/x/i.js',
      'sub/node_modules/x.js',
      '.git/HEAD',
      '.env',
      'dist/a.js',
      'a/__pycache__/b.pyc',
      '.prefectignore',
    ])
      expect(rules.ignores(path), path).toBe(true)
    for (const path of ['flow.ts', 'sql/query.sql', 'package.json', 'config.yaml']) expect(rules.ignores(path), path).toBe(false)
    writeFileSync(join(own, '.millraceignore'), 'flow.ts\n')
    expect(ignoreRules(own).ignores('flow.ts')).toBe(true)
    expect(ignoreRules(own).ignores('.env')).toBe(false)
  } finally {
    rmSync(own, { recursive: true })
  }
})
