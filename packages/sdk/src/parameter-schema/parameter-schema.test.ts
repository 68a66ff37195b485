import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type ParameterSchema, readWrittenFlow, type WrittenFlow } from './parameter-schema.ts'
import { PRELUDE } from './signatures.testsuite.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-schema-'))
afterAll(() => rmSync(folder, { recursive: true }))

function flowIn(source: string, name = 'f', flowName?: string, file = 'flow.ts'): WrittenFlow | undefined {
  const home = mkdtempSync(join(folder, 'case-'))
  const path = join(home, file)
  writeFileSync(path, `import { flow } from 'millrace'\n${source}`)
  return readWrittenFlow(path, { name, flowName })
}

const schemaOf = (...given: Parameters<typeof flowIn>): ParameterSchema | undefined => flowIn(...given)?.schema

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
    expect(readWrittenFlow(join(home, 'flow.ts'), { name: 'f' })?.schema.definitions.Far).toMatchObject({
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

describe('the description of a flow', () => {
  it.each([
    [
      'stands above its statement',
      '/** Not this. */\n/**\n * Reports.\n * Daily.\n * @param a what\n */\nexport const f = flow(async (a: string) => {})',
    ],
    ['or above its function', 'export const f = flow(\n/** Reports.\nDaily. */\nasync function f(a: string) {})'],
  ])('%s', (_, source) => expect(flowIn(source)?.description).toBe('Reports.\nDaily.'))

  it('is none where its comment has only tags, or there is none', () => {
    expect(flowIn('/** @param a what */\nexport const f = flow(async (a: string) => {})')?.description).toBeUndefined()
    expect(flowIn('// Reports.\nexport const f = flow(async () => {})')?.description).toBeUndefined()
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
