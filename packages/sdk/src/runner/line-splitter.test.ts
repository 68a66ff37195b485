import { expect, it } from 'vitest'
import { lineSplitter } from './line-splitter.ts'

function split(...pieces: readonly string[]): string[] {
  const lines: string[] = []
  const splitter = lineSplitter((line) => lines.push(line))
  for (const piece of pieces) splitter.push(piece)
  splitter.end()
  return lines
}

it('joins what came in pieces', () => {
  expect(split('a', 'b\nc', '\r\n\nd')).toEqual(['ab', 'c', '', 'd'])
})

it('does not collect a line without end', () => {
  expect(split('x'.repeat(100_000), 'y').map(({ length }) => length)).toEqual([65_536, 34_465])
})
