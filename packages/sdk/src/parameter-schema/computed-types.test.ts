import { describeSignatures } from './signatures.testsuite.ts'

const PRELUDE = `
import type { Imported, Page } from './lib/types.ts'
import settings from './settings.json' with { type: 'json' }
type Mode = 'slow' | 'fast' | 'auto'
interface Settings { zeta: number; alpha: string }
interface Base { id: number }
interface Named { name: string }
/** Both. */
interface Entity extends Base, Named { readonly tags?: readonly string[] }
interface Circle { kind: 'circle'; radius: number }
interface Square { kind: 'square'; side: number }
type Shape = Circle | Square
interface Leaf<T> { value: T; next?: Leaf<T> }
interface Author { books: Book[] }
interface Book { author?: Author }
const enum Size { Small = 's', Large = 'l' }
enum Mixed { No = 0, Yes = 'yes' }
enum Flags { A = 1 << 0, B = 1 << 1 }
const MODES = { dark: 1, light: 2 } as const
const CONFIG = { port: 80, hosts: ['a'], deep: { on: true } }
function make(size: number, label: string) { return { size, label } }
type Getters<T> = { [K in keyof T as K extends 'id' ? never : \`get_\${string & K}\`]: T[K] }
type Nested<T> = T | Nested<T>[]
abstract class Animal { static count = 0; abstract legs: number; name = ''; protected hidden = 1; get age() { return 1 } set age(_: number) {} }
class Dog extends Animal { legs = 4; barks?: boolean }
interface Headers { 'content-type': string; 2: boolean }
interface Mailbox {
  /**
   * @format email
   * @default "a@b.example"
   */
  address: string
  /** @pattern ^[a-z]+$ */
  box?: string
  /** @deprecated */
  old?: number
}
type Deep = { a: { b: { c: string[] } } }
`

const FILES = {
  'lib/types.ts': 'export interface Imported { far: Date }\nexport type Page<T> = { items: T[]; next: string | null }\n',
  'settings.json': '{ "limit": 3, "names": ["x"] }',
}

describeSignatures(
  'a type that is computed',
  [
    [
      "(a: { [K in 'x' | 'y']: number })",
      { a: { type: 'object', properties: { x: { title: 'X', type: 'number' }, y: { title: 'Y', type: 'number' } }, required: ['x', 'y'] } },
      ['a'],
    ],
    [
      '(a: { [K in keyof Settings]?: Settings[K][] })',
      {
        a: {
          type: 'object',
          properties: {
            zeta: { title: 'Zeta', type: 'array', items: { type: 'number' } },
            alpha: { title: 'Alpha', type: 'array', items: { type: 'string' } },
          },
        },
      },
      ['a'],
    ],
    ['(a: Getters<Entity>)', { a: { $ref: '#/definitions/Getters_Entity_' } }, ['a'], { Getters_Entity_: { required: ['get_name'] } }],
    [
      '(a: Required<{ x?: string }>, b: Readonly<{ x: string }>)',
      {
        a: { type: 'object', properties: { x: { title: 'X', type: 'string' } }, required: ['x'] },
        b: { type: 'object', properties: { x: { title: 'X', type: 'string' } }, required: ['x'] },
      },
      ['a', 'b'],
    ],
    [
      "(a: Exclude<Mode, 'auto'>, b: Extract<Mode, 'auto'>, c: NonNullable<string | null>)",
      { a: { enum: ['slow', 'fast'], type: 'string' }, b: { const: 'auto', type: 'string' }, c: { type: 'string' } },
      ['a', 'b', 'c'],
    ],
    [
      '(a: ReturnType<typeof make>, b: Parameters<typeof make>[1], c: Awaited<Promise<number>>)',
      {
        a: {
          type: 'object',
          properties: { size: { title: 'Size', type: 'number' }, label: { title: 'Label', type: 'string' } },
          required: ['size', 'label'],
        },
        b: { type: 'string' },
        c: { type: 'number' },
      },
      ['a', 'b', 'c'],
    ],
    [
      '(a: keyof typeof MODES, b: (typeof MODES)[keyof typeof MODES])',
      { a: { enum: ['dark', 'light'], type: 'string' }, b: { enum: [1, 2], type: 'integer' } },
      ['a', 'b'],
    ],
    [
      "(a: (typeof CONFIG)['hosts'], b: (typeof CONFIG)['deep']['on'])",
      { a: { type: 'array', items: { type: 'string' } }, b: { type: 'boolean' } },
      ['a', 'b'],
    ],
    ["(a: `${'a' | 'b'}-${1 | 2}`)", { a: { enum: ['a-1', 'a-2', 'b-1', 'b-2'], type: 'string' } }, ['a']],
    ["(a: Uppercase<'x' | 'y'>)", { a: { enum: ['X', 'Y'], type: 'string' } }, ['a']],
    [
      '(a: Size, b: Mixed, c: Flags[])',
      {
        a: { $ref: '#/definitions/Size' },
        b: { $ref: '#/definitions/Mixed' },
        c: { type: 'array', items: { $ref: '#/definitions/Flags' } },
      },
      ['a', 'b', 'c'],
      {
        Size: { title: 'Size', type: 'string', enum: ['s', 'l'] },
        Mixed: { enum: [0, 'yes'] },
        Flags: { type: 'integer', enum: [1, 2] },
      },
    ],
    ['(a: Size.Small | Size.Large)', { a: { $ref: '#/definitions/Size' } }, ['a']],
    [
      '(a: Shape, b: Shape[])',
      {
        a: { anyOf: [{ $ref: '#/definitions/Circle' }, { $ref: '#/definitions/Square' }] },
        b: { type: 'array', items: { anyOf: [{ $ref: '#/definitions/Circle' }, { $ref: '#/definitions/Square' }] } },
      },
      ['a', 'b'],
      { Circle: { properties: { kind: { const: 'circle', type: 'string' } }, required: ['kind', 'radius'] } },
    ],
    [
      '(a: Entity)',
      { a: { $ref: '#/definitions/Entity' } },
      ['a'],
      {
        Entity: {
          description: 'Both.',
          properties: {
            id: { title: 'Id', type: 'number' },
            name: { title: 'Name', type: 'string' },
            tags: { title: 'Tags', type: 'array', items: { type: 'string' } },
          },
          required: ['id', 'name'],
        },
      },
    ],
    [
      '(a: Leaf<string>, b: Leaf<number>)',
      { a: { $ref: '#/definitions/Leaf_string_' }, b: { $ref: '#/definitions/Leaf_number_' } },
      ['a', 'b'],
      { Leaf_string_: { properties: { value: { type: 'string' }, next: { $ref: '#/definitions/Leaf_string_' } }, required: ['value'] } },
    ],
    [
      '(a: Author)',
      { a: { $ref: '#/definitions/Author' } },
      ['a'],
      { Book: { properties: { author: { $ref: '#/definitions/Author' } } }, Author: { required: ['books'] } },
    ],
    [
      '(a: Nested<number>)',
      { a: { $ref: '#/definitions/Nested' } },
      ['a'],
      { Nested: { anyOf: [{ type: 'number' }, { type: 'array', items: { $ref: '#/definitions/Nested' } }] } },
    ],
    [
      '(a: Imported, b: Page<Imported>)',
      { a: { $ref: '#/definitions/Imported' }, b: { $ref: '#/definitions/Page_Imported_' } },
      ['a', 'b'],
      {
        Imported: { properties: { far: { type: 'string', format: 'date-time' } } },
        Page_Imported_: { properties: { next: { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
      },
    ],
    [
      '(a: typeof settings)',
      {
        a: {
          type: 'object',
          properties: { limit: { title: 'Limit', type: 'number' }, names: { title: 'Names', type: 'array', items: { type: 'string' } } },
          required: ['limit', 'names'],
        },
      },
      ['a'],
    ],
    [
      '(a: Dog)',
      { a: { $ref: '#/definitions/Dog' } },
      ['a'],
      { Dog: { required: ['legs', 'name', 'age'], properties: { barks: { type: 'boolean' } } } },
    ],
    [
      '(a: Headers)',
      { a: { $ref: '#/definitions/Headers' } },
      ['a'],
      { Headers: { properties: { 'content-type': { type: 'string' }, 2: { type: 'boolean' } } } },
    ],
    [
      '(a: Mailbox)',
      { a: { $ref: '#/definitions/Mailbox' } },
      ['a'],
      { Mailbox: { properties: { address: { format: 'email', default: 'a@b.example' }, box: { pattern: '^[a-z]+$' } } } },
    ],
    [
      '(a: [lat: number, lon: number], b: readonly [first: string, ...rest: number[]])',
      {
        a: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }], minItems: 2, maxItems: 2 },
        b: { type: 'array', prefixItems: [{ type: 'string' }], minItems: 1, items: { type: 'number' } },
      },
      ['a', 'b'],
    ],
    [
      '(a: string | string[], b: (string | number)[], c: ReadonlyArray<readonly string[]>)',
      {
        a: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
        b: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
        c: { type: 'array', items: { type: 'array', items: { type: 'string' } } },
      },
      ['a', 'b', 'c'],
    ],
    [
      '(a: Partial<Record<Mode, boolean>>, b: Record<number, string>)',
      {
        a: {
          type: 'object',
          properties: {
            slow: { title: 'Slow', type: 'boolean' },
            fast: { title: 'Fast', type: 'boolean' },
            auto: { title: 'Auto', type: 'boolean' },
          },
        },
        b: { type: 'object', additionalProperties: { type: 'string' } },
      },
      ['a', 'b'],
    ],
    [
      '(a: { known: string; [other: string]: string | number })',
      {
        a: {
          type: 'object',
          properties: { known: { title: 'Known', type: 'string' } },
          required: ['known'],
          additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }] },
        },
      },
      ['a'],
    ],
    [
      '(a: Map<Mode, Date[]>, b: ReadonlySet<Mode>)',
      {
        a: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string', format: 'date-time' } }, 'x-type': 'Map' },
        b: { type: 'array', items: { enum: ['slow', 'fast', 'auto'], type: 'string' }, uniqueItems: true },
      },
      ['a', 'b'],
    ],
    [
      '(a: unknown[], b: {}, c: never[])',
      { a: { type: 'array', items: {} }, b: { type: 'object' }, c: { type: 'array', items: {} } },
      ['a', 'b', 'c'],
    ],
    ['(a: undefined, b?: void)', { a: {}, b: {} }, []],
    ['(a: symbol, b: WeakMap<object, string>, c: Promise<string>)', { a: {}, b: {}, c: { type: 'string' } }, ['a', 'b', 'c']],
    ['(a: AsyncIterable<string>, b: RegExp)', { a: {}, b: { type: 'string', format: 'regex' } }, ['a', 'b']],
    [
      '(a: Deep)',
      { a: { $ref: '#/definitions/Deep' } },
      ['a'],
      {
        Deep: {
          properties: {
            a: { type: 'object', properties: { b: { type: 'object', properties: { c: { type: 'array', items: { type: 'string' } } } } } },
          },
        },
      },
    ],
    [
      '<T = Settings>(a: T, b: Partial<Settings> & Base)',
      {
        a: {},
        b: {
          type: 'object',
          properties: {
            zeta: { title: 'Zeta', type: 'number' },
            alpha: { title: 'Alpha', type: 'string' },
            id: { title: 'Id', type: 'number' },
          },
          required: ['id'],
        },
      },
      ['a', 'b'],
    ],
    [
      '(a: Date | string, b: number | bigint)',
      {
        a: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'string' }] },
        b: { anyOf: [{ type: 'number' }, { type: 'integer', 'x-type': 'bigint' }] },
      },
      ['a', 'b'],
    ],
  ],
  { prelude: PRELUDE, files: FILES },
)
