import { type RunningServer, startServer } from '@millrace/testing'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chromium, startChromium } from './browser.ts'
import { type Filled, fillServer } from './filled/fill-server.ts'
import { PLAIN } from './filled/names.ts'

let server: RunningServer
let chromium: Chromium
let page: Page
let ids: Filled

beforeAll(async () => {
  server = await startServer({}, { ui: true })
  ids = await fillServer(server.client, PLAIN)
  chromium = await startChromium(server.url)
  page = (await chromium.openPage('/')).page
})

afterAll(async () => {
  await chromium[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const goTo = (path: string) => page.goto(new URL(path, page.url()).href)

/** What is wrong with where the focus is while a dialog is open: it has left it, or one does not see it. */
const faultOfFocus = (): Promise<string | null> =>
  page.evaluate(`(() => {
    const active = document.activeElement
    if (active.closest('[role=dialog]') === null) return 'outside: ' + active.outerHTML.slice(0, 120)
    // The cursor is seen in the one field of the palette, and a dialog itself is not where one acts.
    if (active.matches('[role=combobox], [role=dialog]') || !active.matches(':focus-visible')) return null
    const { outlineStyle, outlineWidth } = getComputedStyle(active)
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 ? null : 'unseen: ' + active.outerHTML.slice(0, 120)
  })()`)

const hasFocus = (locator: Locator): Promise<boolean> => locator.evaluate((element) => element.ownerDocument.activeElement === element)

const STOPS = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"]'

/** Opens a dialog by a key on its opener, leads Tab once around in it, closes it by Escape; answers what is wrong with the focus. */
async function faultsOfWalk(opener: Locator, key = 'Enter'): Promise<string[]> {
  await opener.focus()
  await page.keyboard.press(key)
  return await faultsOfDialog(opener)
}

async function faultsOfDialog(opener: Locator): Promise<string[]> {
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await expect.poll(faultOfFocus, { timeout: 20_000 }).toBe(null)
  const faults: string[] = []
  const stops = Math.min(await dialog.locator(STOPS).count(), 30)
  for (const pressed of [...Array.from({ length: stops + 1 }, () => 'Tab'), 'Shift+Tab']) {
    await page.keyboard.press(pressed)
    const fault = await faultOfFocus()
    if (fault !== null) faults.push(fault)
  }
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => hasFocus(opener), { message: 'the focus is back', timeout: 20_000 }).toBe(true)
  return faults
}

test.each([
  ['variables', ['New variable', /^Edit regions/, /^Delete regions/]],
  ['work-pools/work-pool/gpu?tab=queues', ['New queue', 'Delete']],
  ['concurrency-limits', ['New limit']],
  ['concurrency-limits/concurrency-limit/limit', ['Change', /^Release the slots/, 'Delete']],
  ['deployments/deployment/deployment', ['Add a schedule', /^Edit Every day/, /^Delete Every day/]],
  ['deployments/deployment/deployment/run', ['Copy from an earlier run']],
  ['automations/automation/automation', ['Delete']],
  ['blocks/block/block', ['Delete']],
  ['blocks/catalog/docker-container', ['New']],
  ['artifacts/artifact/artifact', ['Delete']],
] as const)('the dialogs of /%s are opened, walked through and closed by keys', async (path, openers) => {
  // The last word stands for the id of that object.
  await goTo(`/${path.replace(/\/(limit|deployment|automation|block|artifact)(?=\/run|$)/, (_, kind: 'limit') => `/${ids[kind]}`)}`)
  for (const name of openers) {
    expect(await faultsOfWalk(page.getByRole('button', { name, exact: true }).first()), String(name)).toEqual([])
  }
})

test('menus are walked with arrows; what they open gives the focus back to their button', async () => {
  await goTo(`/deployments/deployment/${ids.deployment}`)
  const button = page.getByRole('button', { name: 'More actions' })
  for (const item of ['Duplicate', 'Delete']) {
    await button.focus()
    await page.keyboard.press('Enter')
    const wanted = page.getByRole('menuitem', { name: item, exact: true })
    await wanted.waitFor()
    for (let steps = 0; steps < 12 && !(await hasFocus(wanted)); steps += 1) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await faultsOfDialog(button), item).toEqual([])
  }
  await page.keyboard.press('Enter')
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await expect.poll(() => hasFocus(button), { timeout: 20_000 }).toBe(true)
})

test('palette, list of keys and drawer give the focus back to where it was', async () => {
  await goTo('/variables')
  const edit = page.getByRole('button', { name: 'Edit regions' })
  for (const key of ['Control+k', '?']) {
    expect(await faultsOfWalk(edit, key), key).toEqual([])
  }
  await page.setViewportSize({ width: 1000, height: 900 })
  const menu = page.getByRole('button', { name: 'Menu' })
  expect(await faultsOfWalk(menu)).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })
})

test('Enter sends what was typed into a dialog, and its refusal is told of at the field', async () => {
  await goTo('/variables')
  const add = page.getByRole('button', { name: 'New variable' })
  await add.focus()
  await page.keyboard.press('Enter')
  const name = page.getByRole('dialog').getByLabel('Name', { exact: true })
  await name.fill('regions')
  await page.keyboard.press('Enter')
  await expect.poll(() => name.getAttribute('aria-invalid'), { timeout: 20_000 }).toBe('true')
  await name.fill('other')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Edit other' }).waitFor()
})
