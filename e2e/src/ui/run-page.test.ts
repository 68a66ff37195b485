import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cleanEnvironment, eventually, type RunningServer, startServer, supervise } from '@millrace/testing'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, type Chromium, screenshot, startChromium } from './browser.ts'

const SCRIPT = join(import.meta.dirname, '..', '..', 'flows', 'eventful.ts')

let server: RunningServer
let chromium: Chromium
let run: { readonly id: string; readonly name: string; readonly flow_id: string }

beforeAll(async () => {
  server = await startServer({}, { ui: true })
  const script = supervise({ program: process.execPath, argv: [SCRIPT], env: cleanEnvironment(server.env) })
  if ((await script.ended) !== 0) throw new Error(script.output())
  run = await eventually('the run and its task runs are told of', async () => {
    const [found] = await server.client.flowRuns.filter({ body: { flows: { name: { any_: ['eventful'] } } } })
    if (found === undefined) return undefined
    const { rows } = await server.client.views.taskRunRows({ body: { flow_runs: { id: { any_: [found.id] } }, limit: 100 } })
    const over = rows.filter(({ state_type: type }) => type === 'COMPLETED' || type === 'FAILED')
    return over.length === 45 ? found : undefined
  })
  chromium = await startChromium(server.url)
})

afterAll(async () => {
  await chromium[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const search = (page: Page): URLSearchParams => new URL(page.url()).searchParams

test('the page of a run says why it failed, in six calls, and leads to the task and the line', async () => {
  const { page, troubles, calls } = await chromium.openPage(`/runs/flow-run/${run.id}`)
  const why = page.getByRole('region', { name: 'Why' })
  await why.getByText('loss is NaN').first().waitFor()
  // The log opens where the error is.
  await page.getByText('the needle in the haystack').waitFor()
  expect(calls.filter((call) => !call.endsWith('/ui/side-bar')).length, calls.join(', ')).toBeLessThanOrEqual(6)
  expect(await page.title()).toBe(`Failed · ${run.name} · Millrace`)
  await page.getByText('45 task runs').waitFor()
  await screenshot(page, 'run-page')
  expect(troubles).toEqual([])
})

test('task runs are a table that sorts; one that is chosen shows its attempts and inputs, and its lines alone', async () => {
  const { page, troubles } = await chromium.openPage(`/runs/flow-run/${run.id}?view=table`)
  await page.getByRole('button', { name: 'Attempts' }).click()
  await page.getByRole('button', { name: 'Attempts' }).click()
  await page.getByRole('button', { name: /^flaky/ }).click()
  const inspector = page.getByRole('complementary', { name: /^flaky/ })
  await inspector.getByText('AwaitingRetry').first().waitFor()
  expect(await inspector.getByText('Retrying').count()).toBe(2)
  await inspector
    .getByRole('button', { name: /^extract/ })
    .first()
    .waitFor()
  await page.getByText('attempt 3').waitFor()
  expect(await page.getByText('begins with a title').count()).toBe(0)
  expect(search(page).get('task')).not.toBeNull()
  await screenshot(page, 'run-page-inspector')
  expect(await axeFindings(page)).toEqual([])
  const widthOf = async (): Promise<number> => (await inspector.boundingBox())?.width ?? 0
  const narrow = await widthOf()
  await page.getByRole('separator', { name: 'Width of what is shown beside' }).press('ArrowLeft')
  await expect.poll(widthOf).toBeGreaterThan(narrow)
  await page.reload()
  await inspector.getByText('AwaitingRetry').first().waitFor()
  expect(await widthOf()).toBeGreaterThan(narrow)
  await inspector.getByRole('link', { name: 'Open' }).click()
  await page.getByRole('heading', { level: 1, name: /^flaky/ }).waitFor()
  await page.getByText('attempt 3').waitFor()
  await screenshot(page, 'task-run-page')
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.press(']')
  await page.getByRole('heading', { level: 1, name: /^flaky/ }).waitFor({ state: 'detached' })
  expect(troubles).toEqual([])
})

test('the graph shows what depends on what', async () => {
  const { page, troubles } = await chromium.openPage(`/runs/flow-run/${run.id}?view=graph`)
  const graph = page.getByRole('region', { name: 'Which task run got its inputs from which' })
  await graph.getByRole('button', { name: /^flaky/ }).waitFor()
  expect(await graph.locator('path[fill="none"]').count()).toBeGreaterThanOrEqual(3)
  await screenshot(page, 'run-page-graph')
  expect(await axeFindings(page)).toEqual([])
  expect(troubles).toEqual([])
})

test('the log is searched as a whole, by the server, and a line has an address', async () => {
  const { page, troubles } = await chromium.openPage(`/runs/flow-run/${run.id}`)
  await page.getByText('the needle in the haystack').waitFor()
  await page.getByRole('log').press('Home')
  await page.getByText('begins with a title').waitFor()
  // It is far below what is in sight, and so not in the page.
  expect(await page.getByText('the needle in the haystack').count()).toBe(0)
  await page.getByLabel('Search the log').fill('needle in')
  await page.getByText('1 of 1', { exact: true }).waitFor()
  await page.locator('mark').filter({ hasText: 'needle in' }).waitFor()
  // Beside the scroll bar stand the errors and the hit.
  await page.getByRole('log').hover()
  await page.locator('[data-marks] .bg-failed').first().waitFor()
  expect(await page.locator('[data-marks] .bg-accent').count()).toBe(1)
  await page.getByLabel('Only hits').check()
  await page.getByText('1 line', { exact: true }).waitFor()
  // Alone it says little: the lines around it are one click away.
  await page.getByRole('button', { name: 'Lines around it' }).click()
  await page.getByText('line 450 of many').waitFor()
  await page.getByRole('button', { name: 'Lines around it' }).click()
  await page.getByText('line 450 of many').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Link to line 1', exact: true }).click()
  const line = search(page).get('log')
  expect(line).not.toBeNull()
  await page.goto(`${new URL(page.url()).origin}/runs/flow-run/${run.id}?log=${line}`)
  await page.getByText('the needle in the haystack').waitFor()
  await page.getByLabel('From level').selectOption('error')
  await page.getByText('the needle in the haystack').waitFor({ state: 'detached' })
  await page
    .getByText(/at train \(model\.ts:12:7\)/)
    .first()
    .waitFor()
  expect(search(page).get('level')).toBe('error')
  // From a line one comes to all that its logger wrote.
  await page
    .getByTitle(/flow_runs: show what is of the same task run or logger alone$/)
    .first()
    .click()
  await page.getByLabel('Only hits').and(page.locator(':checked')).waitFor()
  expect(await page.getByLabel('Search the log').inputValue()).toMatch(/flow_runs$/)
  await page.getByText(/^1 of \d+$/).waitFor()
  expect(search(page).get('find')).toMatch(/flow_runs$/)
  expect(troubles).toEqual([])
})

test('a trace opens from the place in the code of the flow, lines are chosen together, and the log is saved as a file', async () => {
  const { page, troubles } = await chromium.openPage(`/runs/flow-run/${run.id}`)
  await page.getByText(/at train \(model\.ts:12:7\)\s+\+ 2 lines/).waitFor()
  await page.getByRole('button', { name: 'Unfold' }).first().click()
  await page
    .getByText(/at main \(run\.ts:3:1\)/)
    .first()
    .waitFor()
  await page.getByText('the needle in the haystack').waitFor()
  const numbers = page.getByRole('button', { name: /^Link to line/ })
  const [first, last] = [await numbers.nth(2).innerText(), await numbers.nth(6).innerText()]
  await page.getByRole('button', { name: `Link to line ${first}`, exact: true }).click()
  await page.getByRole('button', { name: `Link to line ${last}`, exact: true }).click({ modifiers: ['Shift'] })
  await page.getByText(`Lines ${first} to ${last}`).waitFor()
  expect(search(page).get('logTo')).not.toBeNull()
  await page.getByRole('button', { name: 'Download' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'As JSON Lines' }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(450)
  expect(lines.some((line) => (JSON.parse(line) as { message: string }).message === 'the needle in the haystack')).toBe(true)
  expect(troubles).toEqual([])
})

test('keys lead to the log, the height of the timeline and the menu; a run gets another name, tags, and a state with its reason', async () => {
  const { page, troubles } = await chromium.openPage(`/runs/flow-run/${run.id}?tab=details`)
  await page.getByText('45 task runs').waitFor()
  await page.keyboard.press('f')
  await page.getByRole('button', { name: 'Shorter' }).waitFor()
  await page.keyboard.press('l')
  await page.getByRole('log').waitFor()
  await page.keyboard.press('3')
  await page.getByRole('button', { name: 'Copy as JSON' }).waitFor()
  // A time is told in the zone of the screen, in UTC and as ISO.
  await page.locator('main button:has(time)').first().click()
  await page.getByRole('menuitem', { name: /Europe\/Berlin$/ }).waitFor()
  await page.getByRole('menuitem', { name: /UTC$/ }).waitFor()
  await page.getByRole('menuitem', { name: /^\d{4}-\d\d-\d\dT/ }).waitFor()
  await page.keyboard.press('Escape')
  const other = await server.client.flowRuns.create({ body: { flow_id: run.flow_id, name: 'to-be-named', state: { type: 'RUNNING' } } })
  await page.goto(`${new URL(page.url()).origin}/runs/flow-run/${other.id}`)
  await page.getByRole('heading', { name: 'to-be-named' }).waitFor()
  await page.keyboard.press('.')
  await page.getByRole('menuitem', { name: 'Name and tags…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('named-anew')
  await page.getByRole('textbox', { name: 'Tags' }).fill('by hand, twice')
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'named-anew' }).waitFor()
  await page.getByRole('link', { name: 'by hand' }).waitFor()
  await page.keyboard.press('.')
  await page.getByRole('menuitem', { name: 'Change the state…' }).click()
  await page.getByRole('combobox', { name: 'State' }).selectOption('FAILED')
  await page.getByRole('textbox', { name: 'Reason' }).fill('its machine is gone')
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByRole('region', { name: 'Why' }).getByText('its machine is gone').first().waitFor()
  const { state } = await server.client.flowRuns.read({ params: { id: other.id } })
  expect(state).toMatchObject({ type: 'FAILED', name: 'Failed', message: 'its machine is gone' })
  expect(troubles).toEqual([])
})

test('a run that is begun again shows its second attempt by itself, without a reload', async () => {
  const { page, troubles } = await chromium.openPage(`/runs/flow-run/${run.id}?tab=details`)
  const heading = page.getByRole('main')
  await heading.getByText('Failed').first().waitFor()
  await page.getByRole('button', { name: 'How to retry' }).click()
  await page.getByRole('menuitem', { name: 'From the failed tasks' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('menuitem', { name: 'From the failed tasks' }).click()
  await heading.getByText('AwaitingRetry').first().waitFor()
  const state = (type: 'RUNNING' | 'COMPLETED', name: string) =>
    server.client.flowRuns.setState({ params: { id: run.id }, body: { state: { type, name }, force: true } })
  await state('RUNNING', 'Running')
  await heading.getByText('Running', { exact: true }).first().waitFor()
  await heading.getByText('attempt 2', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).waitFor()
  await state('COMPLETED', 'Completed')
  await heading.getByText('Completed', { exact: true }).first().waitFor()
  await page.getByRole('button', { name: 'Retry', exact: true }).waitFor()
  expect(troubles).toEqual([])
})

test('a run is begun at once, cancelled, resumed with what it asks for, begun again with other parameters, and deleted', async () => {
  const { client } = server
  const create = async (name: string, state: Parameters<typeof client.flowRuns.create>[0]['body']['state']): Promise<string> =>
    (await client.flowRuns.create({ body: { flow_id: run.flow_id, name, parameters: { title: 'first' }, state } })).id
  const { page, troubles } = await chromium.openPage('/runs')
  const { origin } = new URL(page.url())
  const [shown, dialog] = [page.getByRole('main'), page.getByRole('dialog')]
  const scheduled_time = new Date(Date.now() + 86_400_000).toISOString()
  const coming = await create('to-come', { type: 'SCHEDULED', state_details: { scheduled_time } })
  await page.goto(`${origin}/runs/flow-run/${coming}`)
  await page.getByRole('button', { name: 'Start now' }).click()
  await eventually('it is due', async () => {
    const { next_scheduled_start_time: due } = await client.flowRuns.read({ params: { id: coming } })
    return due !== scheduled_time || undefined
  })
  await page.getByRole('button', { name: 'Cancel' }).click()
  await shown.getByText('Cancelled', { exact: true }).first().waitFor()
  await page.goto(`${origin}/runs/flow-run/${await create('to-stop', { type: 'RUNNING' })}`)
  await page.getByRole('button', { name: 'Cancel' }).waitFor()
  await page.keyboard.press('c')
  await dialog.getByRole('button', { name: 'Cancel the run' }).click()
  await dialog.waitFor({ state: 'detached' })
  await shown.getByText('Cancelling', { exact: true }).first().waitFor()
  expect(await page.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true)
  const asking = await create('to-answer', { type: 'RUNNING' })
  const keys = { schema: 'paused-schema', response: 'paused-response' }
  await client.flowRuns.setState({
    params: { id: asking },
    body: { state: { type: 'PAUSED', state_details: { run_input_keyset: keys } }, force: true },
  })
  const schema = { type: 'object', properties: { note: { type: 'string', title: 'note' } }, required: ['note'] }
  await client.flowRunInputs.create({ params: { id: asking }, body: { key: keys.schema, value: JSON.stringify(schema) } })
  await page.goto(`${origin}/runs/flow-run/${asking}`)
  await page.getByRole('button', { name: 'Resume…' }).click()
  await dialog.getByRole('button', { name: 'Resume' }).click()
  await dialog.getByText("'note' is a required property").waitFor()
  await dialog.getByLabel('note', { exact: true }).fill('carry on')
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Resume' }).click()
  await dialog.waitFor({ state: 'detached' })
  await shown.getByText('Running', { exact: true }).first().waitFor()
  expect(await client.flowRunInputs.read({ params: { id: asking, key: keys.response } })).toBe('{"note":"carry on"}')
  const over = await create('to-repeat', { type: 'COMPLETED' })
  await page.goto(`${origin}/runs/flow-run/${over}`)
  await page.getByRole('button', { name: 'How to retry' }).click()
  await page.getByRole('menuitem', { name: 'With other parameters…' }).click()
  await dialog.getByLabel('JSON', { exact: true }).fill('{"title": "second"}')
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  await shown.getByText('AwaitingRetry').first().waitFor()
  expect(await client.flowRuns.read({ params: { id: over } })).toMatchObject({ parameters: { title: 'second' } })
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor()
  await page.goto(`${origin}/runs/flow-run/${over}`)
  await page
    .getByRole('alert')
    .getByText(/to-repeat was deleted by/)
    .waitFor()
  // The browser notes every answer of 404 on its console.
  expect(troubles.filter((trouble) => !trouble.includes('404'))).toEqual([])
})

test('where the clock of the browser is wrong, times are told and asked for by that of the server', async () => {
  const { page, troubles } = await chromium.openPage('/')
  await page.addInitScript('{ const now = Date.now.bind(Date); Date.now = () => now() + 3 * 3_600_000 }')
  await page.goto(new URL('/runs?since=-1h', page.url()).href)
  await page.getByRole('link', { name: run.name }).click()
  await page.getByText(/^Started (?:now|\d+ (?:sec|min) ago)$/).waitFor()
  const going = await server.client.flowRuns.create({ body: { flow_id: run.flow_id, state: { type: 'RUNNING' } } })
  await page.goto(new URL(`/runs/flow-run/${going.id}`, page.url()).href)
  await page.getByText(/^running for \d+(?:\.\d)? (?:s|min)/).waitFor()
  expect(troubles).toEqual([])
})

test('two runs are compared', async () => {
  const other = await server.client.flowRuns.create({
    body: { flow_id: run.flow_id, name: 'the-other', parameters: { title: 'another' }, state: { type: 'COMPLETED' } },
  })
  const { page, troubles } = await chromium.openPage(`/runs/compare?b=${other.id}`)
  await page.getByRole('link', { name: run.name }).click()
  await page.getByRole('cell', { name: 'parameters.title' }).waitFor()
  await page.getByRole('table', { name: 'Duration by task' }).getByRole('cell', { name: 'flaky', exact: true }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  expect(troubles).toEqual([])
})
