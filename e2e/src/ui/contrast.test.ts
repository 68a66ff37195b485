import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const styles = readFileSync(join(import.meta.dirname, '..', '..', '..', 'packages', 'ui', 'src', 'styles.css'), 'utf8')

type Colour = readonly [red: number, green: number, blue: number]

const STATES = ['scheduled', 'overdue', 'pending', 'running', 'paused', 'completed', 'failed', 'crashed', 'cancelled']
/** What is written on what. */
const TEXTS = ['text', 'muted', 'accent', 'failed', 'overdue', 'completed'].flatMap((text) =>
  ['page', 'sunken', 'selected'].map((ground) => [text, ground] as const),
)

/** What WCAG 2.2 AA asks for: of text, and of what else one has to see. */
const [TEXT, OTHER] = [4.5, 3]

function tokensOf(selector: string): ReadonlyMap<string, string> {
  const start = styles.indexOf(`${selector} {`)
  const rule = styles.slice(start, styles.indexOf('}', start))
  return new Map([...rule.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]))
}

const rgb = (hex = ''): Colour => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Colour

const mixed = (one: Colour, other: Colour, share: number): Colour =>
  one.map((part, index) => part * share + (other[index] ?? 0) * (1 - share)) as unknown as Colour

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: Colour, other: Colour): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

test('black on white is as WCAG says', () => {
  expect(contrast(rgb('#000000'), rgb('#ffffff'))).toBeCloseTo(21)
})

describe.each([
  ['light', ':root'],
  ['dark', "[data-theme='dark']"],
])('%s', (_, selector) => {
  const tokens = tokensOf(selector)
  const of = (name: string): Colour => rgb(tokens.get(name))
  const tint = Number.parseInt(tokens.get('tint') ?? '', 10) / 100

  test.each(TEXTS)('%s can be read on %s', (text, ground) => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(TEXT)
  })

  test.each(STATES)('%s can be read on the page and on its tint', (state) => {
    expect(contrast(of(state), of('page'))).toBeGreaterThanOrEqual(TEXT)
    expect(contrast(of(state), mixed(of(state), of('page'), tint))).toBeGreaterThanOrEqual(TEXT)
  })

  test('what is written on buttons can be read, and borders of controls and the focus can be seen', () => {
    expect(contrast(of('on-accent'), of('accent'))).toBeGreaterThanOrEqual(TEXT)
    expect(contrast(of('control'), of('page'))).toBeGreaterThanOrEqual(OTHER)
    expect(contrast(of('accent'), of('page'))).toBeGreaterThanOrEqual(OTHER)
  })
})
