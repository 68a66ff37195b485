import { expect, test } from 'vitest'
import { capturedIo } from '../testing/captured-io.ts'
import { details } from './details.ts'
import { manyLines, oneLine } from './escape.ts'
import { createOutput } from './output.ts'
import { progressLine } from './progress-line.ts'
import { renderTable } from './table.ts'
import { clockTime, durationWords, relativeTime } from './times.ts'

const plain = (_style: unknown, text: string): string => text

test('writes control characters out, so that a name cannot act on the terminal', () => {
  expect(oneLine('a\u001b[31mred\u0007\nb\u009bc\u202e')).toBe('a\\x1b[31mred\\x07\\nb\\x9bc\\u202e')
  expect(manyLines('a\r\n\tb\u001b]0;title\u0007')).toBe('a\n\tb\\x1b]0;title\\x07')
})

test('draws a heavy head over a light body', () => {
  expect(
    renderTable(
      {
        title: 'Deployments',
        columns: ['Name', 'ID'],
        rows: [
          ['a/b', '1'],
          ['c\u001b/d', '2'],
        ],
      },
      { columns: undefined, styled: plain },
    ),
  ).toBe(
    [
      '  Deployments',
      '┏━━━━━━━━━┳━━━━┓',
      '┃ Name    ┃ ID ┃',
      '┡━━━━━━━━━╇━━━━┩',
      '│ a/b     │ 1  │',
      '│ c\\x1b/d │ 2  │',
      '└─────────┴────┘',
    ].join('\n'),
  )
})

test('narrows the widest column to the width of the terminal', () => {
  const table = renderTable({ title: 'T', columns: ['A', 'B'], rows: [['x'.repeat(80), 'y']] }, { columns: 40, styled: plain })
  for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(40)
  expect(table).toContain('…')
})

test('shows an object as indented lines', () => {
  const shown = details({ a: null, b: { c: 1, d: [] }, e: ['x', 'y'], f: [{ g: 1, h: 2 }], i: 'one\ntwo', j: {} }, plain)
  expect(shown.split('\n')).toEqual([
    'a: null',
    'b:',
    '  c: 1',
    '  d: []',
    'e: x, y',
    'f:',
    '  - g: 1',
    '    h: 2',
    'i: ',
    '  one',
    '  two',
    'j: {}',
  ])
})

test.each([
  [{ isTerminal: true, env: {} }, true],
  [{ isTerminal: false, env: {} }, false],
  [{ isTerminal: true, env: { NO_COLOR: '1' } }, false],
  [{ isTerminal: true, env: { TERM: 'dumb' } }, false],
  [{ isTerminal: false, env: { FORCE_COLOR: '1' } }, true],
])('colours %j: %s', (surroundings, coloured) => {
  const io = capturedIo(surroundings)
  createOutput(io, () => true).line({ text: 'x', style: 'red' })
  expect(io.printed().out === 'x\n').toBe(!coloured)
})

test('does not colour when the setting says no', () => {
  const io = capturedIo({ isTerminal: true })
  createOutput(io, () => false).line({ text: 'x', style: 'red' })
  expect(io.printed().out).toBe('x\n')
})

test('says durations and times in words', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  expect(relativeTime('2025-12-31T23:57:00Z', now)).toBe('3 minutes ago')
  expect(relativeTime('2026-01-03T00:00:00Z', now)).toBe('in 2 days')
  expect(relativeTime('2026-01-01T00:00:00.100Z', now)).toBe('now')
  expect(durationWords(1)).toBe('1 second')
  expect(clockTime(60)).toBe('0:01:00')
  expect(clockTime(90_061)).toBe('1 day, 1:01:01')
})

test('shows how far an upload is in the last line of a terminal, which is cleared at its end, and nowhere else', () => {
  const terminal = capturedIo({ isTerminal: true })
  {
    using progress = progressLine(terminal)
    progress.show(1, 2, '0.5 MB')
    progress.show(2, 2, '1.0 MB')
  }
  const line = (full: number, rest: string): string => `\r\u001B[K[${'#'.repeat(full)}${'.'.repeat(30 - full)}] ${rest}`
  expect(terminal.printed()).toEqual({ out: '', err: `${line(15, '1/2 files, 0.5 MB')}${line(30, '2/2 files, 1.0 MB')}\r\u001B[K` })
  const pipe = capturedIo()
  progressLine(pipe).show(2, 2, '1.0 MB')
  expect(pipe.printed()).toEqual({ out: '', err: '' })
})
