import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenProgram, openProgram } from './open-program.ts'
import { writtenFlowIn } from './parameter-schema.ts'

/** What the signatures of the tests are written with. */
export const PRELUDE = `
const LIMIT = 10_000
type Mode = 'slow' | 'fast' | 'auto'
const LIST = ['two', 'one', 'three'] as const
type Listed = (typeof LIST)[number]
interface Settings { zeta: number; alpha: string }
enum Colour { Red = 'red', Green = 'green' }
enum Level { High = 9, Low = 1 }
const DEFAULTS = { days: 7 }
type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
type Conditional<T> = T extends string ? { text: T } : never
class Account {
  owner = ''
  private secret = 1
  #hidden = 2
  constructor(public balance: number) {}
  get total(): number { return this.balance + this.secret + this.#hidden }
  deposit(): void {}
}
`

/** A signature, the properties it gives without title and position, the names that must be given, and definitions among those it makes. */
export type SignatureCase = readonly [
  signature: string,
  properties: Readonly<Record<string, object>>,
  required: readonly string[],
  definitions?: Readonly<Record<string, object>>,
]

/** Compares the schema of each signature; one opening of the compiler serves all of them. */
export function describeSignatures(
  of: string,
  cases: readonly SignatureCase[],
  { prelude = PRELUDE, files = {} }: { readonly prelude?: string; readonly files?: Readonly<Record<string, string>> } = {},
): void {
  describe(`the schema of ${of}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-signatures-'))
    let program: OpenProgram
    beforeAll(() => {
      const flows = cases.map(
        ([signature], index) => `export const f${index} = flow(async function f${index}${signature}: Promise<void> {})`,
      )
      for (const [name, text] of Object.entries({
        ...files,
        'flow.ts': [`import { flow } from 'millrace'`, prelude, ...flows].join('\n'),
      })) {
        mkdirSync(dirname(join(folder, name)), { recursive: true })
        writeFileSync(join(folder, name), text)
      }
      program = openProgram(join(folder, 'flow.ts'))
    })
    afterAll(() => {
      program[Symbol.dispose]()
      rmSync(folder, { recursive: true })
    })

    it.each(cases.map((each, index) => [each[0], index, each] as const))(
      'reads %s',
      (_, index, [, properties, required, definitions = {}]) => {
        const schema = writtenFlowIn(program, { name: `f${index}` })?.schema
        const expected = Object.entries(properties).map(([name, property], position) => [name, { ...property, position, title: name }])
        expect(schema?.properties).toEqual(Object.fromEntries(expected))
        expect(schema?.required ?? []).toEqual(required)
        expect(schema).toMatchObject({ title: 'Parameters', type: 'object' })
        expect(schema?.definitions).toMatchObject(definitions)
      },
    )
  })
}
