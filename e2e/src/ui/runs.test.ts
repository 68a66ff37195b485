import { get } from 'node:http'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { cleanEnvironment, eventually, type RunningServer, startServer, supervise } from '@millrace/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, type Chromium, fitsTheScreen, startChromium } from './browser.ts'

const SCRIPT = join(import.meta.dirname, '..', '..', 'flows', 'shown.ts')

let server: RunningServer
let chromium: Chromium
let completed: { readonly id: string; readonly name: string }
let failed: { readonly id: string; readonly name: string }

beforeAll(async () => {
  server = await startServer({}, { ui: true })
  const script = supervise({ program: process.execPath, argv: [SCRIPT], env: cleanEnvironment(server.env) })
  if ((await script.ended) !== 0) throw new Error(script.output())
  completed = await runOf('shown-flow')
  failed = await runOf('failing-flow')
  await eventually('the task runs are told of', async () => {
    const runs = await server.client.taskRuns.filter({ body: { flow_runs: { id: { any_: [completed.id] } } } })
    return runs.length === 2 && runs.every(({ state_type }) => state_type === 'COMPLETED') ? true : undefined
  })
  chromium = await startChromium(server.url)
})

afterAll(async () => {
  await chromium[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

async function runOf(flow: string): Promise<{ id: string; name: string }> {
  const [run] = await server.client.flowRuns.filter({ body: { flows: { name: { any_: [flow] } } } })
  if (run === undefined) throw new Error(`no run of ${flow}`)
  return run
}

test('the list of runs keeps its filters in the address, and three calls fill it', async () => {
  const { page, troubles, calls } = await chromium.openPage('/runs')
  await page.getByRole('link', { name: completed.name }).waitFor()
  await page.getByRole('link', { name: 'shown-flow' }).waitFor()
  expect(calls.length, calls.join(', ')).toBeLessThanOrEqual(3)
  // What the chart shows is a table for those who do not see it.
  await page.getByRole('table', { name: 'Runs by when they were expected' }).getByText('Failed 1').waitFor()
  await page.getByRole('combobox', { name: 'State' }).selectOption('FAILED')
  await page.getByRole('link', { name: completed.name }).waitFor({ state: 'detached' })
  expect(new URL(page.url()).searchParams.get('state')).toBe('FAILED')
  await page.reload()
  await page.getByRole('link', { name: failed.name }).waitFor()
  expect(await page.getByRole('link', { name: completed.name }).count()).toBe(0)
  expect(troubles).toEqual([])
})

test('a part of the chart chooses its time, which stays a filter that can be saved under a name', async () => {
  const { page, troubles } = await chromium.openPage('/runs')
  await page.getByRole('link', { name: completed.name }).waitFor()
  const box = await page.locator('main figure svg').boundingBox()
  if (box === null) throw new Error('there is no chart')
  await page.mouse.move(box.x + box.width * 0.2, box.y + 20)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20, { steps: 4 })
  await page.mouse.up()
  await page.getByText('No run matches these filters.').waitFor()
  const { searchParams } = new URL(page.url())
  expect(Date.parse(searchParams.get('since') ?? '')).toBeLessThan(Date.parse(searchParams.get('until') ?? ''))
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByRole('link', { name: completed.name }).waitFor()
  await page.getByRole('combobox', { name: 'State' }).selectOption('FAILED')
  await page.getByRole('link', { name: completed.name }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByLabel('Name for these filters').fill('What failed')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'What failed', exact: true }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.goto(`${new URL(page.url()).origin}/runs`)
  await page.getByRole('link', { name: completed.name }).waitFor()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('button', { name: 'What failed', exact: true }).click()
  await page.getByRole('link', { name: completed.name }).waitFor({ state: 'detached' })
  expect(new URL(page.url()).searchParams.get('state')).toBe('FAILED')
  expect(troubles).toEqual([])
})

test('runs are sorted, selected by keys, tagged and deleted together; a chosen column and its width are remembered', async () => {
  const { client } = server
  const names = ['many-a', 'many-b', 'many-c']
  const { id: flow_id } = await client.flows.create({ body: { name: 'many' } })
  for (const name of names) await client.flowRuns.create({ body: { flow_id, name, state: { type: 'COMPLETED' } } })
  const { page, troubles } = await chromium.openPage('/runs?flow=many&sort=NAME_DESC')
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await page.locator('tbody tr:first-child', { hasText: 'many-a' }).waitFor()
  expect(new URL(page.url()).searchParams.get('sort')).toBe('NAME_ASC')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Worker' }).click()
  await page.keyboard.press('Escape')
  await page.reload()
  await page.getByRole('columnheader', { name: 'Worker' }).waitFor()
  await page.getByRole('link', { name: 'many-a' }).waitFor()
  const widthOf = async (): Promise<number> => (await page.getByRole('columnheader', { name: 'Start' }).boundingBox())?.width ?? 0
  const usual = await widthOf()
  await page.getByRole('separator', { name: 'Width of Start' }).press('ArrowRight')
  await expect.poll(widthOf).toBe(usual + 16)
  await page.reload()
  await page.getByRole('link', { name: 'many-a' }).waitFor()
  expect(await widthOf()).toBe(usual + 16)
  await page.getByRole('heading', { level: 1 }).focus()
  for (const key of ['j', 'x', 'j', 'j', 'Shift+X', '.']) await page.keyboard.press(key)
  const actions = page.getByRole('region', { name: '3 runs selected' })
  await actions.getByRole('button', { name: 'Retry' }).and(page.locator(':focus')).waitFor()
  expect(await actions.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true)
  expect(await axeFindings(page)).toEqual([])
  await actions.getByRole('button', { name: 'Tags…' }).click()
  await page.getByLabel('Give them a tag').fill('swept')
  await page.keyboard.press('Enter')
  await eventually('all three have the tag', async () => {
    const tagged = await client.flowRuns.count({ body: { flow_runs: { tags: { all_: ['swept'] } } } })
    return tagged === 3 ? true : undefined
  })
  await page.getByRole('checkbox', { name: 'Select many-b' }).click()
  await page.getByRole('checkbox', { name: 'Select many-c' }).click({ modifiers: ['Shift'] })
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByText('Subflow runs that they started').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'many-c' }).waitFor({ state: 'detached' })
  expect((await client.flowRuns.filter({ body: { flow_runs: { name: { any_: names } } } })).map(({ name }) => name)).toEqual(['many-a'])
  // Brackets lead to the neighbours of the list that one came from.
  await page.goto(`${new URL(page.url()).origin}/runs?flow=flow`)
  await page.getByRole('link', { name: failed.name }).click()
  await page.getByRole('heading', { name: failed.name }).waitFor()
  await page.keyboard.press(']')
  await page.getByRole('heading', { name: completed.name }).waitFor()
  await page.keyboard.press('[')
  await page.getByRole('heading', { name: failed.name }).waitFor()
  expect(troubles).toEqual([])
})

test('a run shows its state, its words, its log and its tasks', async () => {
  const { page, troubles, calls } = await chromium.openPage(`/flow-runs/flow-run/${failed.id}`)
  await page.getByRole('heading', { name: failed.name }).waitFor()
  await page.getByText('loss is NaN').first().waitFor()
  expect(new URL(page.url()).pathname).toBe(`/runs/flow-run/${failed.id}`)
  calls.length = 0
  await page.goto(page.url().replace(failed.id, completed.id))
  await page.getByRole('button', { name: 'Table' }).click()
  await page
    .getByRole('cell', { name: /^weigh/ })
    .first()
    .waitFor()
  // What was asked for before the page was there is what the page asks for, and is not asked for again.
  for (const part of ['', '/timeline', '/explain'])
    expect(calls.filter((call) => call.endsWith(`/flow_runs/${completed.id}${part}`)).length, part).toBe(1)
  expect(calls.filter((call) => call.endsWith('/ui/logs/summary') || call.endsWith('/ui/flow_runs/rows')).length).toBe(2)
  expect(new URL(page.url()).searchParams.get('view')).toBe('table')
  expect(troubles).toEqual([])
})

test('on a narrow screen the menu leads to every page', async () => {
  const { page, troubles } = await chromium.openPage('/runs', { width: 390 })
  await page.getByRole('link', { name: completed.name }).waitFor()
  expect(await fitsTheScreen(page)).toBe(true)
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('dialog').getByRole('navigation').waitFor()
  const names = await page.getByRole('dialog').getByRole('navigation').getByRole('link').allInnerTexts()
  expect(names).toContain('Runs')
  await page.keyboard.press('Escape')
  for (const name of names) {
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('dialog').getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
    expect(await fitsTheScreen(page), name).toBe(true)
  }
  expect(troubles).toEqual([])
})

/** Bytes of an address as gzip sends them, and its text. */
async function gzipped(path: string): Promise<{ readonly bytes: number; readonly text: string }> {
  const url = `${server.url.replace(/\/api$/, '')}/${path.replace(/^\.?\//, '')}`
  const chunks: Buffer[] = []
  await new Promise<void>((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', resolve)
    }).on('error', reject)
  })
  const body = Buffer.concat(chunks)
  return { bytes: body.length, text: (body[0] === 0x1f ? gunzipSync(body) : body).toString('utf8') }
}

test('all runs that a filter finds are selected, also those that were not scrolled to, and tagged together', async () => {
  const { client } = server
  const { id: flow_id } = await client.flows.create({ body: { name: 'lots' } })
  await Promise.all(
    Array.from({ length: 120 }, (_, index) =>
      client.flowRuns.create({ body: { flow_id, name: `lots-${index}`, state: { type: 'COMPLETED' } } }),
    ),
  )
  const { page, troubles } = await chromium.openPage('/runs?flow=lots')
  await page.getByRole('checkbox', { name: 'Select all', exact: true }).check()
  await page.getByRole('button', { name: 'Select all 120 that match' }).click()
  const actions = page.getByRole('region', { name: '120 runs selected' })
  await actions.waitFor()
  await page.getByRole('button', { name: /that match$/ }).waitFor({ state: 'detached' })
  await actions.getByRole('button', { name: 'Tags…' }).click()
  await page.getByLabel('Give them a tag').fill('every-one')
  await page.keyboard.press('Enter')
  await page.getByText('120 runs done.').waitFor()
  expect(await client.flowRuns.count({ body: { flow_runs: { tags: { all_: ['every-one'] } } } })).toBe(120)
  // Far below the top nothing moves by what is new: it is counted, in sight, and shown on demand.
  await page.mouse.wheel(0, 2000)
  await expect.poll(() => page.evaluate('scrollY > 500')).toBe(true)
  await client.flowRuns.create({ body: { flow_id, name: 'lots-and-one', state: { type: 'COMPLETED' } } })
  const fresh = page.getByRole('button', { name: '1 new run', exact: true })
  await fresh.waitFor()
  expect((await fresh.boundingBox())?.y).toBeLessThan(100)
  await fresh.click()
  await page.getByRole('link', { name: 'lots-and-one' }).waitFor()
  expect(troubles).toEqual([])
})

test('script, styles and the chunks of each page stay within their budgets', async () => {
  const { text: html } = await gzipped('index.html')
  const first = [...new Set(html.match(/assets\/[\w-]+\.js/g))]
  const entry = first.find((name) => name.startsWith('assets/index-')) ?? ''
  const [styles = ''] = /assets\/[\w-]+\.css/.exec(html) ?? []
  const sizes = await Promise.all(first.map(async (name) => (await gzipped(name)).bytes))
  const initial = sizes.reduce((sum, bytes) => sum + bytes, 0)
  expect(initial).toBeGreaterThan(50_000)
  expect(initial).toBeLessThan(180_000)
  expect((await gzipped(styles)).bytes).toBeLessThan(25_000)
  const pages = [...(await gzipped(entry)).text.matchAll(/import\(`\.\/([\w-]+\.js)`\)/g)].map(([, name = '']) => name)
  expect(pages.some((name) => name.startsWith('flow-run-'))).toBe(true)
  for (const name of pages) expect(await addedBytes(name, new Set(first)), name).toBeLessThan(40_000)
})

/** Bytes that a chunk and all that it imports add to what is there already; what it asks for later is not among them. */
async function addedBytes(name: string, there: Set<string>): Promise<number> {
  const path = `assets/${name}`
  if (there.has(path)) return 0
  there.add(path)
  const { bytes, text } = await gzipped(path)
  let sum = bytes
  for (const [, other = ''] of text.matchAll(/(?:from|import)"\.\/([\w-]+\.js)"/g)) sum += await addedBytes(other, there)
  return sum
}
