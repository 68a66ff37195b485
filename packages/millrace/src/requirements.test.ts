import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const PAGE = readFileSync(join(ROOT, 'docs', 'requirements-status.md'), 'utf8')

/** The first and last number of each section of what was asked for. */
const SECTIONS = [
  [1, 6],
  [10, 19],
  [30, 38],
  [50, 55],
  [60, 65],
  [70, 75],
  [80, 91],
  [100, 126],
  [130, 132],
  [140, 145],
  [150, 159],
  [165, 171],
  [180, 187],
  [190, 197],
  [200, 202],
  [210, 216],
  [220, 223],
  [230, 231],
  [240, 246],
  [250, 252],
  [260, 271],
  [280, 283],
] as const

const nameOf = (number: number): string => `S${String(number).padStart(3, '0')}`
const ALL = SECTIONS.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => nameOf(first + index)))

/** A row of the first table: its numbers, and the files of tests that it names, each from the root or beside the one before. */
interface Row {
  readonly numbers: readonly string[]
  readonly files: readonly string[]
}

const rows: readonly Row[] = PAGE.split('\n')
  .filter((line) => line.startsWith('| S'))
  .map((line) => {
    const [, numbers = '', , tests = ''] = line.split('|')
    const files: string[] = []
    for (const [, file = ''] of tests.matchAll(/`([\w./-]+\.(?:test|testsuite|test-d)\.tsx?)`/g)) {
      const beside = join(dirname(files.at(-1) ?? '.'), file)
      files.push(existsSync(join(ROOT, file)) ? file : beside)
    }
    return { numbers: numbers.match(/S\d{3}/g) ?? [], files }
  })

/** What the tests of a file are called: all text that is the first argument of a call, or stands in one of a table of tests. */
const titles = (file: string): string =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\(\s*(['"`])((?:\\.|(?!\1).)*\bS\d{3}\b(?:\\.|(?!\1).)*)\1/g)]
    .map(([, , title]) => title)
    .join('\n')

describe('the state of the requirements', () => {
  test('has each number', () => {
    const listed = new Set(rows.flatMap(({ numbers }) => numbers))
    expect(ALL.filter((number) => !listed.has(number))).toEqual([])
    expect([...listed].filter((number) => !ALL.includes(number))).toEqual([])
  })

  test.each(rows.map(({ numbers, files }) => [numbers.join(' '), numbers, files] as const))(
    '%s stands in the names of the tests that are named for it',
    (_, numbers, files) => {
      expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
      const said = files.map(titles).join('\n')
      expect(numbers.filter((number) => !said.includes(number))).toEqual([])
    },
  )
})
