import { expect, test } from 'vitest'
import { piecesOf } from './message.tsx'

const ESC = String.fromCodePoint(27)

test('codes of a terminal become colours, and nothing of them is left', () => {
  expect(piecesOf(`plain ${ESC}[1;31mred${ESC}[0m again`)).toEqual([
    { text: 'plain ', colour: undefined, bold: false },
    { text: 'red', colour: '--failed', bold: true },
    { text: ' again', colour: undefined, bold: false },
  ])
  expect(piecesOf(`${ESC}[32mgreen${ESC}[39m`)).toEqual([{ text: 'green', colour: '--completed', bold: false }])
})

test('a text without codes is one piece, an empty one none', () => {
  expect(piecesOf('a\nb')).toEqual([{ text: 'a\nb', colour: undefined, bold: false }])
  expect(piecesOf('')).toEqual([])
})
