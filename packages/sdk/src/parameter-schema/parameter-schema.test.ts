import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type ParameterSchema, parameterSchemaOf } from './parameter-schema.ts'
import { PRELUDE } from './sample-types.testsuite.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-schema-'))
afterAll(() => rmSync(folder, { recursive: true }))

function schemaOf(source: string, name = 'f', flowName?: string, file = 'flow.ts'): ParameterSchema | undefined {
  const home = mkdtempSync(join(folder, 'case-'))
  const path = join(home, file)
  writeFileSync(path, `import { flow } from 'millrace'\n${source}`)
  return parameterSchemaOf(path, { name, flowName })
}

/** Each signature, the properties it gives without title and position, and the names that must be given. */
const SIGNATURES: readonly [signature: string, properties: Record<string, unknown>, required: readonly string[]][] = [
  ['()', {}, []],
  ['(a: string)', { a: { type: 'string' } }, ['a']],
  ['(a: number, b: boolean)', { a: { type: 'number' }, b: { type: 'boolean' } }, ['a', 'b']],
  ['(a: bigint)', { a: { type: 'integer', 'x-type': 'bigint' } }, ['a']],
  ['(a: null)', { a: { type: 'null' } }, ['a']],
  ['(a: any, b: unknown, c)', { a: {}, b: {}, c: {} }, ['a', 'b', 'c']],
  ['(a: object)', { a: { type: 'object' } }, ['a']],
  ['(a?: string)', { a: { type: 'string' } }, []],
  ['(a: string | undefined)', { a: { type: 'string' } }, []],
  ['(a: string | null)', { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, ['a']],
  ['(a: string | null = null)', { a: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null } }, []],
  ['(a = 3)', { a: { type: 'number', default: 3 } }, []],
  [
    "(a = 'EUR', b = true, c = -1.5)",
    { a: { type: 'string', default: 'EUR' }, b: { type: 'boolean', default: true }, c: { type: 'number', default: -1.5 } },
    [],
  ],
  ['(a: string[] = [])', { a: { type: 'array', items: { type: 'string' }, default: [] } }, []],
  ["(a = ['x', 'y'])", { a: { type: 'array', items: { type: 'string' }, default: ['x', 'y'] } }, []],
  ['(a: Record<string, number> = { x: 1 })', { a: { type: 'object', additionalProperties: { type: 'number' }, default: { x: 1 } } }, []],
  ['(a = Date.now())', { a: { type: 'number' } }, []],
  ['(a: string = `plain`)', { a: { type: 'string', default: 'plain' } }, []],
  ['(a = LIMIT)', { a: { type: 'number', default: 10_000 } }, []],
  ["(a = new Date('2026-01-02'))", { a: { type: 'string', format: 'date-time', default: '2026-01-02T00:00:00.000Z' } }, []],
  ['(a: Date)', { a: { type: 'string', format: 'date-time' } }, ['a']],
  ['(a: string | number)', { a: { anyOf: [{ type: 'string' }, { type: 'number' }] } }, ['a']],
  ['(a: number | string | boolean)', { a: { anyOf: [{ type: 'number' }, { type: 'string' }, { type: 'boolean' }] } }, ['a']],
  ["(a: 'z' | 'a' | 'm')", { a: { enum: ['z', 'a', 'm'], type: 'string' } }, ['a']],
  ["(a: 'only')", { a: { const: 'only', type: 'string' } }, ['a']],
  ['(a: 3 | 1 | 2)', { a: { enum: [3, 1, 2], type: 'integer' } }, ['a']],
  ["(a: 'x' | 1)", { a: { enum: ['x', 1] } }, ['a']],
  ["(a: 'b' | 'a' | null)", { a: { anyOf: [{ enum: ['b', 'a'], type: 'string' }, { type: 'null' }] } }, ['a']],
  ['(a: true)', { a: { const: true, type: 'boolean' } }, ['a']],
  ['(a: Mode)', { a: { enum: ['slow', 'fast', 'auto'], type: 'string' } }, ['a']],
  ['(a: Listed)', { a: { enum: ['two', 'one', 'three'], type: 'string' } }, ['a']],
  ['(a: keyof Settings)', { a: { enum: ['zeta', 'alpha'], type: 'string' } }, ['a']],
  ['(a: Colour = Colour.Green)', { a: { $ref: '#/definitions/Colour', default: 'green' } }, []],
  ['(a: Level | null)', { a: { anyOf: [{ $ref: '#/definitions/Level' }, { type: 'null' }] } }, ['a']],
  ['(a: Colour.Red)', { a: { const: 'red', type: 'string' } }, ['a']],
  ['(a: number[][])', { a: { type: 'array', items: { type: 'array', items: { type: 'number' } } } }, ['a']],
  ["(a: readonly ('q' | 'p')[])", { a: { type: 'array', items: { enum: ['q', 'p'], type: 'string' } } }, ['a']],
  ['(a: Array<Date>)', { a: { type: 'array', items: { type: 'string', format: 'date-time' } } }, ['a']],
  ['(a: Set<string>)', { a: { type: 'array', items: { type: 'string' }, uniqueItems: true } }, ['a']],
  ['(a: Map<string, number>)', { a: { type: 'object', additionalProperties: { type: 'number' }, 'x-type': 'Map' } }, ['a']],
  ['(a: Record<string, unknown>)', { a: { type: 'object', additionalProperties: true } }, ['a']],
  [
    '(a: { [key: string]: string[] })',
    { a: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } } },
    ['a'],
  ],
  [
    "(a: Record<'x' | 'y', number>)",
    { a: { type: 'object', properties: { x: { title: 'X', type: 'number' }, y: { title: 'Y', type: 'number' } }, required: ['x', 'y'] } },
    ['a'],
  ],
  [
    '(a: [string, number])',
    { a: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], minItems: 2, maxItems: 2 } },
    ['a'],
  ],
  [
    '(a: [string, number?])',
    { a: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], minItems: 1, maxItems: 2 } },
    ['a'],
  ],
  [
    '(a: [string, ...number[]])',
    { a: { type: 'array', prefixItems: [{ type: 'string' }], minItems: 1, items: { type: 'number' } } },
    ['a'],
  ],
  [
    '(a: { firstName: string; age?: number })',
    {
      a: {
        type: 'object',
        properties: { firstName: { title: 'First Name', type: 'string' }, age: { title: 'Age', type: 'number' } },
        required: ['firstName'],
      },
    },
    ['a'],
  ],
  [
    '(a: [string, ...number[], boolean])',
    { a: { type: 'array', prefixItems: [{ type: 'string' }], minItems: 2, items: { anyOf: [{ type: 'number' }, { type: 'boolean' }] } } },
    ['a'],
  ],
  ['(a = [] as const)', { a: { type: 'array', prefixItems: [], minItems: 0, maxItems: 0, default: [] } }, []],
  [
    '(a = 60 * 60, b = (1 + 2) / 4 - 1, c = 2 ** 10, d = 1 / 0)',
    {
      a: { type: 'number', default: 3600 },
      b: { type: 'number', default: -0.25 },
      c: { type: 'number', default: 1024 },
      d: { type: 'number' },
    },
    [],
  ],
  ['(a = DEFAULTS.days)', { a: { type: 'number', default: 7 } }, []],
  ['(a: Json)', { a: { $ref: '#/definitions/Json' } }, ['a']],
  ['(a: AbortSignal, b: Blob[], c: Iterable<string>)', { a: {}, b: { type: 'array', items: {} }, c: {} }, ['a', 'b', 'c']],
  ['(a: URL, b: Uint8Array)', { a: { type: 'string', format: 'uri' }, b: { type: 'string', format: 'binary' } }, ['a', 'b']],
  [
    '(a: Pick<Account, "owner">, b: Partial<Settings>, c: Omit<Account, "owner" | "total">)',
    {
      a: { type: 'object', properties: { owner: { title: 'Owner', type: 'string' } }, required: ['owner'] },
      b: { type: 'object', properties: { zeta: { title: 'Zeta', type: 'number' }, alpha: { title: 'Alpha', type: 'string' } } },
      c: { type: 'object', properties: { balance: { title: 'Balance', type: 'number' } }, required: ['balance'] },
    },
    ['a', 'b', 'c'],
  ],
  [
    '(a: Settings & { mode: Mode }, b: Conditional<string>)',
    {
      a: {
        type: 'object',
        properties: {
          zeta: { title: 'Zeta', type: 'number' },
          alpha: { title: 'Alpha', type: 'string' },
          mode: { title: 'Mode', enum: ['slow', 'fast', 'auto'], type: 'string' },
        },
        required: ['zeta', 'alpha', 'mode'],
      },
      b: { type: 'object', properties: { text: { title: 'Text', type: 'string' } }, required: ['text'] },
    },
    ['a', 'b'],
  ],
  ['(a: Account)', { a: { $ref: '#/definitions/Account' } }, ['a']],
  [
    "([a, b]: ['x', number])",
    { arg0: { type: 'array', prefixItems: [{ const: 'x', type: 'string' }, { type: 'number' }], minItems: 2, maxItems: 2 } },
    ['arg0'],
  ],
  ['(a: string & { readonly brand: unique symbol })', { a: { type: 'string' } }, ['a']],
  ['(a: `id-${string}`)', { a: { type: 'string' } }, ['a']],
  ['(a: () => void)', { a: {} }, ['a']],
  ['(a: Missing)', { a: {} }, ['a']],
  ['(a: string, ...rest: number[])', { a: { type: 'string' }, rest: { type: 'array', items: { type: 'number' } } }, ['a']],
  [
    '({ a, b = 3 }: { a: string; b?: number; c?: boolean })',
    { a: { type: 'string' }, b: { type: 'number', default: 3 }, c: { type: 'boolean' } },
    ['a'],
  ],
  [
    "({ a: renamed, b }: { a: string; b: number } = { a: 'x', b: 2 })",
    { a: { type: 'string', default: 'x' }, b: { type: 'number', default: 2 } },
    [],
  ],
  ["({ from = 'here', to }: { from?: string; to: string })", { from: { type: 'string', default: 'here' }, to: { type: 'string' } }, ['to']],
  ['<T extends string>(a: T, b: T[])', { a: { type: 'string' }, b: { type: 'array', items: { type: 'string' } } }, ['a', 'b']],
  ['(this: unknown, a: string)', { a: { type: 'string' } }, ['a']],
]

describe('the schema of a signature', () => {
  it.each(SIGNATURES)('reads %s', (signature, properties, required) => {
    const schema = schemaOf(`${PRELUDE}\nexport const f = flow(async function f${signature}: Promise<void> {})`)
    const expected = Object.entries(properties).map(([title, property], position) => [title, { ...(property as object), position, title }])
    expect(schema?.properties).toEqual(Object.fromEntries(expected))
    expect(schema?.required ?? []).toEqual(required)
    expect(schema).toMatchObject({ title: 'Parameters', type: 'object' })
  })
})

describe('definitions', () => {
  it('hold nested interfaces with their comments and constraints', () => {
    const schema = schemaOf(`
      /** Where it goes. */
      interface Address {
        /** Name of the street. */
        street: string
        /**
         * @minimum 1
         * @asType integer
         */
        number: number
      }
      interface Order { to: Address; items: Item[]; note?: string }
      type Item = { sku: string; colour: 'red' | 'blue' }
      export const f = flow(async (order: Order) => {})`)
    expect(schema?.properties).toEqual({ order: { $ref: '#/definitions/Order', position: 0, title: 'order' } })
    expect(schema?.definitions).toEqual({
      Order: {
        title: 'Order',
        type: 'object',
        properties: {
          to: { title: 'To', $ref: '#/definitions/Address' },
          items: { title: 'Items', type: 'array', items: { $ref: '#/definitions/Item' } },
          note: { title: 'Note', type: 'string' },
        },
        required: ['to', 'items'],
      },
      Address: {
        title: 'Address',
        description: 'Where it goes.',
        type: 'object',
        properties: {
          street: { title: 'Street', type: 'string', description: 'Name of the street.' },
          number: { title: 'Number', type: 'integer', minimum: 1 },
        },
        required: ['street', 'number'],
      },
      Item: {
        title: 'Item',
        type: 'object',
        properties: { sku: { title: 'Sku', type: 'string' }, colour: { title: 'Colour', enum: ['red', 'blue'], type: 'string' } },
        required: ['sku', 'colour'],
      },
    })
  })

  it('may refer to themselves', () => {
    const schema = schemaOf(`interface Tree { value: number; children: Tree[] }\nexport const f = flow(async (tree: Tree) => {})`)
    expect(schema?.definitions.Tree).toMatchObject({ properties: { children: { items: { $ref: '#/definitions/Tree' } } } })
  })

  it('may be unions that refer to themselves', () => {
    const schema = schemaOf(`type Json = string | Json[] | { [key: string]: Json }\nexport const f = flow(async (a: Json) => {})`)
    expect(schema?.definitions.Json).toEqual({
      title: 'Json',
      anyOf: [
        { type: 'string' },
        { type: 'array', items: { $ref: '#/definitions/Json' } },
        { type: 'object', additionalProperties: { $ref: '#/definitions/Json' } },
      ],
    })
  })

  it('of a class have what can be given: no methods, getters or private fields', () => {
    const schema = schemaOf(`${PRELUDE}\nexport const f = flow(async (a: Account) => {})`)
    expect(Object.keys(schema?.definitions.Account?.properties ?? {})).toEqual(['owner', 'balance'])
  })

  it('are named after a generic type and its arguments', () => {
    const schema = schemaOf(
      `interface User { id: number }\ninterface Page<T> { items: T[] }\nexport const f = flow(async (page: Page<User>) => {})`,
    )
    expect(Object.keys(schema?.definitions ?? {})).toEqual(['Page_User_', 'User'])
  })

  it('have the values of an enum as they were declared', () => {
    const schema = schemaOf(
      `/** How warm. */ enum Heat { Warm = 'warm', Cold = 'cold', Hot = 'hot' }\nexport const f = flow(async (heat: Heat) => {})`,
    )
    expect(schema?.definitions.Heat).toEqual({ title: 'Heat', description: 'How warm.', type: 'string', enum: ['warm', 'cold', 'hot'] })
  })

  it('come from imported files too, those of a path alias included', () => {
    const home = mkdtempSync(join(folder, 'alias-'))
    mkdirSync(join(home, 'lib'))
    writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions: { paths: { '@lib/*': ['./lib/*'] }, strict: false } }))
    writeFileSync(join(home, 'lib', 'types.ts'), 'export interface Far { away: string | null }\n')
    writeFileSync(join(home, 'flow.ts'), "import type { Far } from '@lib/types'\nexport async function f(far: Far) {}\n")
    expect(parameterSchemaOf(join(home, 'flow.ts'), { name: 'f' })?.definitions.Far).toMatchObject({
      properties: { away: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
    })
  })
})

describe('descriptions', () => {
  it('come from @param, wherever the comment stands', () => {
    const schema = schemaOf(`
      /**
       * Reports.
       * @param url - where to look
       * @param options.depth how deep
       */
      export const f = flow({ name: 'x' }, async function f(url: string, depth = 1) {})`)
    expect(schema?.properties).toMatchObject({ url: { description: 'where to look' }, depth: { description: 'how deep' } })
  })

  it('come from the properties of a destructured parameter', () => {
    const schema = schemaOf(`interface Input {\n/** The place. */\nplace: string }\nexport const f = flow(async ({ place }: Input) => {})`)
    expect(schema?.properties.place).toMatchObject({ description: 'The place.' })
  })
})

describe('the function of a flow is found', () => {
  it.each([
    ['as an exported function', 'export async function f(a: string) {}'],
    ['as an exported arrow function', 'export const f = async (a: string) => {}'],
    ['in flow(fn)', 'export const f = flow(async (a: string) => {})'],
    ['in flow(options, fn)', "export const f = flow({ name: 'other' }, async (a: string) => {})"],
    ['behind a name', 'async function work(a: string) {}\nexport const f = flow(work)'],
    ['behind an export list', 'const g = flow(async (a: string) => {})\nexport { g as f }'],
    ['in a call of a method on it', "export const f = flow(async (a: string) => {}).withOptions({ name: 'y' })"],
    ['by the name of the function', 'export const other = flow(async function f(a: string) {})'],
    ['by the name of the flow', "export const other = flow({ name: 'My flow' }, async (a: string) => {})"],
    ['as the default export', 'export default flow(async function f(a: string) {})'],
    ['behind a cast', 'export const f = flow((async (a: string) => {}) as (a: string) => Promise<void>)'],
    ['with overloads, by its implementation', 'export function f(a: string): void\nexport function f(a: string): void {}'],
  ])('%s', (_, source) => {
    expect(schemaOf(source, 'f', 'My flow')?.properties).toEqual({ a: { type: 'string', position: 0, title: 'a' } })
  })

  it('or there is no schema', () => {
    expect(schemaOf('export const g = 1')).toBeUndefined()
  })
})

describe('a file of JavaScript', () => {
  it('gives titles, positions and what defaults tell', () => {
    expect(schemaOf('export const f = flow(async (url, count = 3) => {})', 'f', undefined, 'flow.js')?.properties).toEqual({
      url: { position: 0, title: 'url' },
      count: { position: 1, title: 'count', type: 'number', default: 3 },
    })
  })

  it('may say types in comments', () => {
    const source = '/** @param {string} url the page */\nexport async function f(url) {}'
    expect(schemaOf(source, 'f', undefined, 'flow.mjs')?.properties).toEqual({
      url: { position: 0, title: 'url', type: 'string', description: 'the page' },
    })
  })
})

it('admits other parameters where the destructured type has an index signature', () => {
  const schema = schemaOf('export const f = flow(async ({ a, ...rest }: { a: string; [key: string]: string }) => {})')
  expect(schema?.additionalProperties).toEqual({ type: 'string' })
  expect(Object.keys(schema?.properties ?? {})).toEqual(['a'])
})
