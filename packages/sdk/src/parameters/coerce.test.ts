import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runFlowRun } from '../engine/run-flow-run.ts'
import { ParameterError } from '../errors.ts'
import { flow } from '../flow.ts'
import { readWrittenFlow } from '../parameter-schema/parameter-schema.ts'
import { openTestServer } from '../testing/test-server.ts'
import { coerceParameters } from './coerce.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-coerce-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The schema of a signature, as a deployment has it. */
function schemaOf(signature: string, types = ''): Parameters<typeof coerceParameters>[0] {
  const file = join(mkdtempSync(join(folder, 'case-')), 'flow.ts')
  writeFileSync(file, `${types}\nexport async function f${signature} {}`)
  const schema = readWrittenFlow(file, { name: 'f' })?.schema
  if (schema === undefined) throw new Error('no schema')
  return schema as unknown as Parameters<typeof coerceParameters>[0]
}

const TYPES = `
interface Trip { start: Date; stops: Map<string, Date>; tags?: Set<number>; link: URL | null; back?: Trip }
type Shape = { kind: 'moment'; at: Date } | { kind: 'text'; at: string }
interface Plain { /** @format date-time */ at: string }
`
const at = new Date('2026-01-02T03:04:05Z')
const text = '2026-01-02T03:04:05Z'

describe('what JSON has no word for becomes what the signature says', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['(a: Date, b?: Date, c = new Date(0))', { a: text, b: '2026-01-02', c: text }, { a: at, b: new Date('2026-01-02'), c: at }],
    [
      '(a: Date[], b: Record<string, Date>, c: [number, Date])',
      { a: [text], b: { x: text }, c: [1, text] },
      { a: [at], b: { x: at }, c: [1, at] },
    ],
    ['(a: Date | null, b: Date | null)', { a: null, b: text }, { a: null, b: at }],
    ['(a: Date | string, b: Date | number)', { a: text, b: text }, { a: text, b: at }],
    ['(a: URL, b: RegExp)', { a: 'https://x.org/', b: '^a' }, { a: new URL('https://x.org/'), b: /^a/ }],
    ['(a: Set<Date>, b: Map<string, number>)', { a: [text], b: { x: 1 } }, { a: new Set([at]), b: new Map([['x', 1]]) }],
    ['(a: bigint, b: bigint, c: number)', { a: 12, b: '12345678901234567890', c: 3 }, { a: 12n, b: 12345678901234567890n, c: 3 }],
    [
      '(a: Trip)',
      { a: { start: text, stops: { x: text }, tags: [1], link: null, back: { start: text, stops: {}, link: 'https://x.org/' } } },
      {
        a: {
          start: at,
          stops: new Map([['x', at]]),
          tags: new Set([1]),
          link: null,
          back: { start: at, stops: new Map(), link: new URL('https://x.org/') },
        },
      },
    ],
    [
      '(a: Shape, b: Shape)',
      { a: { kind: 'moment', at: text }, b: { kind: 'text', at: text } },
      { a: { kind: 'moment', at }, b: { kind: 'text', at: text } },
    ],
    [
      '(a: Plain, b: string, c: unknown, d: any[])',
      { a: { at: text }, b: text, c: text, d: [text] },
      { a: { at: text }, b: text, c: text, d: [text] },
    ],
    ['(...a: Date[])', { a: [text] }, { a: [at] }],
    ['({ a, b }: { a: Date; b: number })', { a: text, b: 1 }, { a: at, b: 1 }],
  ])('%s', (signature, given, made) => {
    expect(coerceParameters(schemaOf(signature, TYPES), given, 'it')).toEqual(made)
  })

  test('or all that cannot be are named', () => {
    const schema = schemaOf('(a: Date, b: { at: Date[] }, c: URL, d: bigint, e: Date)')
    const given = { a: 'tomorrow', b: { at: ['2026-01-02', 'x'] }, c: 'nowhere', d: 'many', e: text }
    expect(() => coerceParameters(schema, given, "flow 'f'")).toThrow(
      new ParameterError("flow 'f'", [
        { path: 'a', message: 'expected a date, as 2026-01-31T12:00:00Z, got "tomorrow"' },
        { path: 'b.at.1', message: 'expected a date, as 2026-01-31T12:00:00Z, got "x"' },
        { path: 'c', message: 'expected an address, as https://example.org, got "nowhere"' },
        { path: 'd', message: 'expected an integer, got "many"' },
      ]),
    )
  })
})

test('a run of a deployment gets its parameters so, or fails before anything runs', async () => {
  await using server = await openTestServer()
  const { client } = server
  const seen: unknown[] = []
  const report = flow(async function report(day: Date, days = 1) {
    seen.push([day, days])
  })
  const { id: flow_id } = await client.flows.create({ body: { name: report.name } })
  const schema = schemaOf('(day: Date, days = 1)')
  const { id: deployment_id } = await client.deployments.create({
    body: { name: 'typed', flow_id, parameter_openapi_schema: schema, enforce_parameter_schema: true },
  })
  const run = async (parameters: Record<string, string>): Promise<string> => {
    const { id } = await client.deployments.createFlowRun({ params: { id: deployment_id }, body: { parameters } })
    return (await runFlowRun(id, { client, flow: report })).toString()
  }
  expect(await run({ day: text })).toBe('Completed()')
  expect(seen).toEqual([[at, 1]])
  expect(await run({ day: 'tomorrow' })).toContain('day: expected a date, as 2026-01-31T12:00:00Z, got "tomorrow"')
  expect(seen).toHaveLength(1)
})
