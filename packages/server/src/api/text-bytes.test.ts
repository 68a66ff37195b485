import { expect, it } from 'vitest'
import { TextBytes } from './text-bytes.ts'

it.each([0, 1, 7, 4096])('gathers texts in any script, with room for %i bytes at first', (expected) => {
  const texts = ['', 'plain', 'żółw 🐢 中文', '\u0000\u007F\u0080\u07FF\u0800\uFFFF', 'x'.repeat(500)]
  const bytes = new TextBytes(expected)
  for (let round = 0; round < 5; round += 1) for (const text of texts) bytes.add(text)
  expect(bytes.end().toString()).toBe(texts.join('').repeat(5))
})

it('is empty when nothing was added', () => {
  expect(new TextBytes(10).end().toString()).toBe('')
})
