import { describeSignatures } from './signatures.testsuite.ts'

const PRELUDE = `
import { RETRIES, Region, LIMITS } from './lib/constants.ts'
import * as constants from './lib/constants.ts'
type Mode = 'slow' | 'fast'
const NAME = 'Ada'
let counter = 1
const DEEP = { a: { b: [1, 2] } }
const MODES = ['slow', 'fast'] as const
interface Options { days: number; label?: string }
const BASE: Options = { days: 7 }
`

const FILES = {
  'lib/constants.ts': [
    'export const RETRIES = 5',
    "export enum Region { North = 'north', South = 'south' }",
    'export const LIMITS = { most: 10 } as const',
  ].join('\n'),
}

describeSignatures(
  'a parameter with a default',
  [
    ['(a = RETRIES, b = constants.RETRIES)', { a: { type: 'number', default: 5 }, b: { type: 'number', default: 5 } }, []],
    ['(a = Region.South)', { a: { $ref: '#/definitions/Region', default: 'south' } }, []],
    ['(a: number = LIMITS.most)', { a: { type: 'number', default: 10 } }, []],
    ['(a: string = NAME, b = `dear ${NAME}`)', { a: { type: 'string', default: 'Ada' }, b: { type: 'string' } }, []],
    ['(a = counter)', { a: { type: 'number' } }, []],
    ["(a: string = process.env.REGION ?? 'north')", { a: { type: 'string' } }, []],
    [
      '(a = DEEP.a.b, b = MODES[0])',
      { a: { type: 'array', items: { type: 'number' }, default: [1, 2] }, b: { const: 'slow', type: 'string', default: 'slow' } },
      [],
    ],
    [
      "(a = 'slow' as Mode, b = <Mode>'fast')",
      { a: { enum: ['slow', 'fast'], type: 'string', default: 'slow' }, b: { enum: ['slow', 'fast'], type: 'string', default: 'fast' } },
      [],
    ],
    [
      '(a = { days: 3 } satisfies Options, b: Options = { ...BASE, days: 1 })',
      {
        a: { type: 'object', properties: { days: { title: 'Days', type: 'number' } }, required: ['days'], default: { days: 3 } },
        b: { $ref: '#/definitions/Options' },
      },
      [],
    ],
    [
      '(a: string | undefined = undefined, b: number | null = null)',
      { a: { type: 'string' }, b: { anyOf: [{ type: 'number' }, { type: 'null' }], default: null } },
      [],
    ],
    [
      '(a = -0.5e3, b = 0x10, c = Infinity, d = NaN, e = 1_000)',
      {
        a: { type: 'number', default: -500 },
        b: { type: 'number', default: 16 },
        c: { type: 'number' },
        d: { type: 'number' },
        e: { type: 'number', default: 1000 },
      },
      [],
    ],
    ['(a = 5n)', { a: { type: 'integer', 'x-type': 'bigint', default: 5 } }, []],
    [
      '(a = !true, b = [[1], [2]], c = { x: [true] })',
      {
        a: { type: 'boolean', default: false },
        b: { type: 'array', items: { type: 'array', items: { type: 'number' } }, default: [[1], [2]] },
        c: {
          type: 'object',
          properties: { x: { title: 'X', type: 'array', items: { type: 'boolean' } } },
          required: ['x'],
          default: { x: [true] },
        },
      },
      [],
    ],
    [
      "(a = new Date(), b = new URL('https://a.example/'), c = new Set(['x']))",
      {
        a: { type: 'string', format: 'date-time' },
        b: { type: 'string', format: 'uri', default: 'https://a.example/' },
        c: { type: 'array', items: { type: 'string' }, uniqueItems: true },
      },
      [],
    ],
    [
      '({ a: { b } = { b: 1 }, c: [d] = [2], ...more }: { a?: { b: number }; c?: number[]; e: string })',
      {
        a: { type: 'object', properties: { b: { title: 'B', type: 'number' } }, required: ['b'], default: { b: 1 } },
        c: { type: 'array', items: { type: 'number' }, default: [2] },
        e: { type: 'string' },
      },
      ['e'],
    ],
    [
      "({ 'odd-name': a = 'x', b }: { 'odd-name'?: string; b: number })",
      {
        'odd-name': { type: 'string', default: 'x' },
        b: { type: 'number' },
      },
      ['b'],
    ],
    [
      '(a: number, { b = 2 }: { b?: number } = {})',
      {
        a: { type: 'number' },
        arg1: { type: 'object', properties: { b: { title: 'B', type: 'number' } }, default: {} },
      },
      ['a'],
    ],
    ['(a: () => void = () => {}, b = make())', { a: {}, b: {} }, []],
  ],
  { prelude: PRELUDE, files: FILES },
)
