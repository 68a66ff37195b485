import { get } from 'node:http'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { cleanEnvironment, eventually, type RunningServer, startServer, supervise } from '@millrace/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, type Chromium, fitsTheScreen, screenshot, startChromium } from './browser.ts'

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
  await page.getByText('shown-flow').waitFor()
  expect(calls.filter((call) => !call.endsWith('/version')).length).toBeLessThanOrEqual(3)
  await page.getByLabel('State').selectOption('FAILED')
  await page.getByRole('link', { name: completed.name }).waitFor({ state: 'detached' })
  expect(new URL(page.url()).searchParams.get('state')).toBe('FAILED')
  await page.reload()
  await page.getByRole('link', { name: failed.name }).waitFor()
  expect(await page.getByRole('link', { name: completed.name }).count()).toBe(0)
  expect(troubles).toEqual([])
})

test('a run shows its state, its words, its log and its tasks', async () => {
  const { page, troubles } = await chromium.openPage(`/flow-runs/flow-run/${failed.id}`)
  await page.getByRole('heading', { name: failed.name }).waitFor()
  await page.getByText('loss is NaN').first().waitFor()
  expect(new URL(page.url()).pathname).toBe(`/runs/flow-run/${failed.id}`)
  await page.goto(page.url().replace(failed.id, completed.id))
  await page.getByRole('button', { name: 'Table' }).click()
  await page
    .getByRole('cell', { name: /^weigh/ })
    .first()
    .waitFor()
  expect(new URL(page.url()).searchParams.get('view')).toBe('table')
  expect(troubles).toEqual([])
})

test.each(['light', 'dark'] as const)('axe finds nothing on the pages of runs, %s', async (theme) => {
  for (const [name, path] of [
    ['runs', '/runs'],
    ['task-runs', '/runs?tab=task'],
    ['run', `/runs/flow-run/${failed.id}`],
    ['run-tasks', `/runs/flow-run/${completed.id}?tab=tasks`],
  ] as const) {
    const { page, troubles } = await chromium.openPage(path, { theme })
    await page
      .getByText(path.startsWith('/runs?') || path === '/runs' ? 'shown-flow' : /loss is NaN|^weigh/)
      .first()
      .waitFor()
    await screenshot(page, `${name}-${theme}`)
    expect(await axeFindings(page), path).toEqual([])
    expect(troubles).toEqual([])
  }
})

test('on a narrow screen the menu leads to every page', async () => {
  const { page, troubles } = await chromium.openPage('/runs', { width: 390 })
  await page.getByRole('link', { name: completed.name }).waitFor()
  expect(await fitsTheScreen(page)).toBe(true)
  await page.getByRole('button', { name: 'Menu' }).click()
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

test('script, styles and the chunks of each page stay within their budgets', async () => {
  const { text: html } = await gzipped('index.html')
  const [entry = ''] = /assets\/index-[\w-]+\.js/.exec(html) ?? []
  const [styles = ''] = /assets\/[\w-]+\.css/.exec(html) ?? []
  const script = await gzipped(entry)
  expect(script.bytes).toBeGreaterThan(50_000)
  expect(script.bytes).toBeLessThan(180_000)
  expect((await gzipped(styles)).bytes).toBeLessThan(25_000)
  const chunks = [...new Set(script.text.match(/[\w-]+\.js/g))].filter((name) => !entry.endsWith(name))
  expect(chunks.some((name) => name.startsWith('flow-run-'))).toBe(true)
  for (const name of chunks)
    expect((await gzipped(`assets/${name}`)).bytes, name).toBeLessThan(/editor|markdown|codemirror/.test(name) ? 140_000 : 60_000)
})
