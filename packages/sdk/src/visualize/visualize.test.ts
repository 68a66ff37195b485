import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { flow } from '../flow.ts'
import { allowFailure } from '../futures/annotations.ts'
import { task } from '../task.ts'
import { visualizeEntrypoint } from './visualize-entrypoint.ts'

const ran: string[] = []
const fetchPrice = task(async function fetchPrice(symbol: string) {
  ran.push(symbol)
  return symbol.length
})
const listSymbols = task(async function listSymbols() {
  ran.push('list')
  return ['A', 'B']
})
const sum = task(async function sum(prices: readonly (number | Error)[]) {
  ran.push('sum')
  return prices.length
})
const show = task(async function show(_value: number | Error) {
  ran.push('show')
})

test('a flow is drawn by its calls and what they take from each other, without running one', async () => {
  const store = flow({ name: 'store "all"' }, async function store(_total: number, _day: Date) {
    ran.push('store')
  })
  const report = flow(async function report(symbols: string[], day = new Date(0)) {
    const first = await fetchPrice('ACME')
    const other = fetchPrice.submit('BOLT')
    const all = await fetchPrice.map(symbols)
    const total = await sum([first, ...all])
    await sum.withOptions({ waitFor: [other] })([])
    await show.submit(allowFailure(other))
    await store(total, day)
    return total
  })
  expect(await report.visualize(['X', 'Y', 'Z'])).toBe(
    [
      'flowchart TD',
      '    n0["fetchPrice-0"]',
      '    n1["fetchPrice-1"]',
      '    n2["fetchPrice-2 × 3"]',
      '    n3["sum-0"]',
      '    n4["sum-1"]',
      '    n5["show-0"]',
      '    n6[["store #quot;all#quot;-0"]]',
      '    n0 --> n3',
      '    n2 --> n3',
      '    n1 --> n4',
      '    n1 --> n5',
      '    n3 --> n6',
    ].join('\n'),
  )
  expect(ran).toEqual([])
})

test('a map over what a task returns is one call, also where nobody knows its length', async () => {
  const report = flow(async function report() {
    const symbols = await listSymbols()
    await sum(await fetchPrice.map(symbols))
  })
  expect(await report.visualize()).toBe(
    'flowchart TD\n    n0["listSymbols-0"]\n    n1["fetchPrice-0 × n"]\n    n2["sum-0"]\n    n0 --> n1\n    n1 --> n2',
  )
})

test('where the code looks into a result, `vizReturnValue` stands for it, and the error says so', async () => {
  const report = flow(async function report(list: typeof listSymbols) {
    for (const symbol of await list()) if (symbol.startsWith('A')) await fetchPrice(symbol)
  })
  const list = listSymbols.withOptions({ vizReturnValue: ['A', 'B', 'AB'] })
  expect(await report.visualize(list)).toContain('fetchPrice-1')
  await expect(report.visualize(listSymbols)).rejects.toThrow(
    "the flow uses the items of what 'listSymbols-0' returns, which is not run to draw the flow: give the tasks whose results the flow looks into a `vizReturnValue`",
  )
  const fails = flow(async function fails() {
    throw new TypeError('odd')
  })
  await expect(fails.visualize()).rejects.toThrow("flow 'fails' failed while it was drawn: TypeError: odd. Its tasks")
})

test('generators, states and background tasks are calls like others', async () => {
  const pages = task({ vizReturnValue: ['one', 'two'] }, async function* pages() {
    yield 'real'
  })
  const read = flow(async function read() {
    const seen: string[] = []
    for await (const page of pages()) seen.push(page)
    const state = await sum.returnState([])
    await fetchPrice.delay(seen.join(' ')).scheduled
    return state.isCompleted
  })
  expect(await read.visualize()).toBe('flowchart TD\n    n0["pages-0"]\n    n1["sum-0"]\n    n2["fetchPrice-0"]')
  expect(ran).toEqual([])
})

test('the flow of a file is drawn for parameters as JSON has them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-drawn-'))
  const sdk = new URL('../index.ts', import.meta.url).href
  await writeFile(
    join(folder, 'weather.ts'),
    `import { flow, task } from '${sdk}'
     const forecast = task(async function forecast(city: string, day: Date) {})
     export const weather = flow(async function weather(cities: string[], day: Date) {
       if (day.getUTCFullYear() === 2026) await forecast.map(cities, day)
     })`,
  )
  const drawn = await visualizeEntrypoint('weather.ts:weather', { cities: ['Rome', 'Oslo'], day: '2026-05-01T00:00:00Z' }, folder)
  expect(drawn).toBe('flowchart TD\n    n0["forecast-0 × 2"]')
  await expect(visualizeEntrypoint('weather.ts:weather', { citis: [] }, folder)).rejects.toThrow(
    'citis: unknown parameter; it takes cities, day',
  )
  await rm(folder, { recursive: true })
})
