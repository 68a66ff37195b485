import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { PLAIN } from './filled/names.ts'
import { type FilledServer, startFilled } from './filled/start-filled.ts'

let started: FilledServer
let ids: FilledServer['ids']
let page: Page

beforeAll(async () => {
  started = await startFilled(PLAIN)
  ids = started.ids
  page = (await started.chromium.openPage('/')).page
})

afterAll(() => started[Symbol.asyncDispose]())

afterEach(() => page.context().setOffline(false))

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
  ['work-pools/work-pool/gpu?tab=queues', ['New queue']],
  ['concurrency-limits', ['New limit']],
  ['concurrency-limits/concurrency-limit/limit', ['Change', /^Release the slots/]],
  ['deployments/deployment/deployment', ['Add a schedule', /^Edit Every day/, /^Delete Every day/]],
  ['deployments/deployment/deployment/run', ['Copy from an earlier run']],
  ['blocks/catalog/docker-container', ['New']],
] as const)('the dialogs of /%s are opened, walked through and closed by keys', async (path, openers) => {
  // The last word stands for the id of that object.
  await goTo(`/${path.replace(/\/(limit|deployment)(?=\/run|$)/, (_, kind: 'limit') => `/${ids[kind]}`)}`)
  for (const name of openers) {
    expect(await faultsOfWalk(page.getByRole('button', { name, exact: true }).first()), String(name)).toEqual([])
  }
})

const MENUS: readonly (readonly [path: string, items: readonly string[]])[] = [
  ['deployments/deployment/deployment', ['Duplicate', 'Delete']],
  ['flows/flow/flow', ['Delete']],
  ['work-pools/work-pool/gpu', ['Delete']],
  ['concurrency-limits/concurrency-limit/limit', ['Reset', 'Delete']],
  ['automations/automation/automation', ['Delete']],
  ['blocks/block/block', ['Delete']],
  ['artifacts/artifact/artifact', ['Delete']],
]

test.each(MENUS)('the menu of /%s is walked with arrows; what it opens gives the focus back to its button', async (path, items) => {
  await goTo(`/${path.replace(/(?<=\/)(flow|limit|deployment|automation|block|artifact)$/, (kind) => ids[kind as 'limit'])}`)
  const button = page.getByRole('button', { name: 'More actions' })
  for (const item of items) {
    await button.focus()
    await page.keyboard.press('Enter')
    const wanted = page.getByRole('menuitem', { name: item, exact: true })
    await wanted.waitFor()
    for (let steps = 0; steps < 12 && !(await hasFocus(wanted)); steps += 1) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await faultsOfDialog(button), item).toEqual([])
  }
})

test('a menu is closed by Escape, and opened by the dot; the way back closes a dialog and leaves the page', async () => {
  await goTo('/deployments')
  await page.getByRole('link', { name: 'prod', exact: true }).click()
  const button = page.getByRole('button', { name: 'More actions' })
  await button.waitFor()
  await page.keyboard.press('.')
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await expect.poll(() => hasFocus(button), { timeout: 20_000 }).toBe(true)
  await page.getByRole('button', { name: 'Add a schedule' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await page.evaluate('history.back()')
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('heading', { level: 1, name: 'prod' }).waitFor()
  // Without anything to close it leads back to the list that one came from.
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { level: 1, name: 'Deployments' }).waitFor()
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

interface Form {
  readonly path: string
  /** The button that opens it, where it is a dialog. */
  readonly opener?: string
  /** A field of it, and what is typed there. */
  readonly field: string
  readonly typed: string
  /** Sends it. */
  readonly verb: string
}

const FORMS: readonly (readonly [kind: string, form: () => Form])[] = [
  ['variable', () => ({ path: '/variables', opener: 'New variable', field: 'Name', typed: 'fresh', verb: 'Save' })],
  ['queue', () => ({ path: '/work-pools/work-pool/gpu?tab=queues', opener: 'New queue', field: 'Name', typed: 'fresh', verb: 'Create' })],
  ['limit', () => ({ path: '/concurrency-limits', opener: 'New limit', field: 'Name', typed: 'fresh', verb: 'Create' })],
  ['pool', () => ({ path: '/work-pools/create', field: 'Description', typed: 'fresh', verb: 'Create' })],
  ['block', () => ({ path: '/blocks/catalog/webhook', field: 'Name', typed: 'fresh', verb: 'Create' })],
  ['automation', () => ({ path: `/automations/automation/${ids.automation}/edit`, field: 'Description', typed: 'fresh', verb: 'Save' })],
  [
    'schedule',
    () => ({
      path: `/deployments/deployment/${ids.deployment}`,
      opener: 'Add a schedule',
      field: 'Cron expression',
      typed: '7 7 * * *',
      verb: 'Save',
    }),
  ],
  ['edit', () => ({ path: `/deployments/deployment/${ids.deployment}/edit`, field: 'Description', typed: 'fresh', verb: 'Save' })],
  ['run', () => ({ path: `/deployments/deployment/${ids.deployment}/run`, field: 'Name of the run', typed: 'fresh', verb: 'Run' })],
]

test.each(FORMS)('the form of a %s loses nothing while the server is away, and is sent when it is back', async (kind, formOf) => {
  const { path, opener, field, typed, verb } = formOf()
  await goTo(path)
  if (opener !== undefined) await page.getByRole('button', { name: opener }).click()
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: verb, exact: true }) })
  const input = form.getByLabel(field, { exact: true }).first()
  await input.fill(typed)
  // What the form needs besides.
  if (kind === 'pool') await form.getByLabel('Name', { exact: true }).first().fill('fresh')
  if (kind === 'block') await form.getByLabel('Webhook URL').first().fill('https://example.com/')
  const send = form.getByRole('button', { name: verb, exact: true })
  await page.context().setOffline(true)
  await expect.poll(() => send.getAttribute('title'), { timeout: 20_000 }).toBe('There is no connection to the server.')
  // Pressed even so it sends nothing.
  await send.press('Enter')
  expect(await form.getByRole('alert').count()).toBe(0)
  expect(await input.inputValue()).toBe(typed)
  await page.context().setOffline(false)
  await send.click()
  // What is sent is closed, or left for the page of what was made.
  await form.waitFor({ state: 'detached' })
})
