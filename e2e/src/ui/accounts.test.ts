import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, faultsOf, reflowFaults, type Watched } from './browser.ts'
import { PLAIN } from './filled/names.ts'
import { pagesOf, show } from './filled/pages.ts'
import { type FilledServer, startFilled } from './filled/start-filled.ts'

const AUTH = 'shared:string'
const PASSWORD = 'correct horse battery'
/** Seconds without a call after which a session ends: the page that one leaves alone is warned half a minute after its last call. */
const IDLE = 330

let started: FilledServer
let url: string
/** Left alone from the beginning, to see what becomes of a session that nobody uses. */
let idle: Page

beforeAll(async () => {
  started = await startFilled(PLAIN, {
    MILLRACE_SERVER_API_AUTH_STRING: AUTH,
    MILLRACE_SERVER_ACCOUNTS_ENABLED: 'true',
    MILLRACE_SERVER_ACCOUNTS_SESSION_IDLE: String(IDLE),
  })
  ;({ url } = started.server)
  for (const [name, role] of [
    ['ada', 'admin'],
    ['vera', 'viewer'],
    ['otto', 'operator'],
    ['dora', 'developer'],
    ['ivan', 'viewer'],
  ] as const) {
    await started.server.client.users.create({ body: { name, role, password: PASSWORD } })
  }
  idle = (await openAs('ivan', '/settings/account')).page
  await idle.getByText('Sees everything but secrets').waitFor()
})

afterAll(() => started[Symbol.asyncDispose]())

/** The browser notes every refusal on its console. */
const unexpected = (troubles: readonly string[]): string[] => troubles.filter((trouble) => !/40[1349]|429/.test(trouble))

/** A page in a browser of its own in which somebody is signed in. */
async function openAs(name: string, path: string): Promise<Watched> {
  const opened = await started.chromium.openPage('/login')
  await opened.page.context().request.post(`${url}/ui/session`, { data: { name, password: PASSWORD } })
  await opened.page.goto(new URL(path, opened.page.url()).href)
  return opened
}

const goTo = (page: Page, path: string) => page.goto(new URL(path, page.url()).href)

const signIn = async (page: Page, name: string): Promise<void> => {
  const form = page.locator('form').filter({ has: page.getByLabel('Password', { exact: true }) })
  await form.getByLabel('Name', { exact: true }).fill(name)
  await form.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await form.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test('one signs in by name and password, or by the auth string; nothing else is asked for before', async () => {
  const { page, calls, troubles } = await started.chromium.openPage('/login?back=%2Fvariables')
  await page.getByLabel('Name', { exact: true }).fill('ada')
  await page.getByLabel('Password', { exact: true }).fill('wrong')
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.press('Enter')
  const password = page.getByLabel('Password', { exact: true })
  await expect.poll(() => password.getAttribute('aria-invalid'), { timeout: 20_000 }).toBe('true')
  await page.getByText('That is not the name and the password of a user.').waitFor()
  expect(new Set(calls)).toEqual(new Set(['GET /api/ui/session', 'POST /api/ui/session']))
  const guess = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'otto', password: 'a guess' }),
  }
  for (let tries = 0; tries < 5; tries += 1) await fetch(`${url}/ui/session`, guess)
  await page.getByLabel('Name', { exact: true }).fill('otto')
  await page.keyboard.press('Enter')
  await page.getByText(/^Too many attempts failed\./).waitFor()
  await page.getByRole('button', { name: 'By the auth string' }).click()
  await page.getByLabel('Auth string', { exact: true }).fill(AUTH)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Variables' }).waitFor()
  expect(unexpected(troubles)).toEqual([])
})

/** How the names of controls begin that change something. */
const WRITES =
  /^(?:Run|Quick run|Edit|Delete|Save|Create|New|Pause|Resume|Retry$|Cancel (?!$)|Change|Release|Duplicate|Start now|Add a schedule|Move .* (?:up|down)|Automate)(?!\w)/

/** Pages that have no controls of their own but what the settings have, which are for everybody, or beside what another tab shows. */
const SAME_CONTROLS = /^(?:settings|run-|deployment-(?:parameters|configuration|versions)|work-pool-(?:workers|runs|deployments|template))/

/** The controls of a page with their names, whether they do something, and whether they switch something on and off. */
const CONTROLS = `[...document.querySelectorAll('main :is(button:not([role=tab]), a[class*=border-control], a[class*=border-accent])')].map((control) => ({
  name: (control.getAttribute('aria-label') ?? control.textContent).trim(),
  isOpen: !control.disabled && control.getAttribute('aria-disabled') !== 'true',
  isSwitch: control.getAttribute('role') === 'switch',
}))`

test('who may only look finds everything that would change something disabled, with its reason, on every page', async () => {
  const { page, troubles } = await openAs('vera', '/')
  const [open, closed] = [new Set<string>(), new Set<string>()]
  for (const shown of pagesOf(started.ids, PLAIN).filter(({ name }) => !SAME_CONTROLS.test(name))) {
    await show(page, shown)
    const controls: { name: string; isOpen: boolean; isSwitch: boolean }[] = await page.evaluate(CONTROLS)
    for (const { name, isOpen, isSwitch } of controls) {
      if (!isOpen) closed.add(name)
      else if (isSwitch || WRITES.test(name)) open.add(`${shown.name}: ${name}`)
    }
  }
  expect([...open]).toEqual([])
  expect([...closed]).toEqual(expect.arrayContaining(['New variable', 'Edit regions', 'Pause', 'Add a schedule', 'Save', 'Retry']))
  await show(page, { name: 'deployment', path: `/deployments/deployment/${started.ids.deployment}`, text: 'Every day' })
  const run = page.locator('[aria-keyshortcuts=r]')
  expect(await run.getAttribute('title')).toBe('This needs the right to run (roles operator, developer, and admin).')
  await run.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('listitem').filter({ hasText: 'This needs the right to run' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByLabel('Name, id, page or command').fill('Run')
  await page.getByRole('option', { name: /^(?:Quick run|Run) .*This needs the right to run/ }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  expect(unexpected(troubles)).toEqual([])
})

test('each role has what it may do, and is told which right the rest needs', async () => {
  const { page } = await openAs('otto', `/deployments/deployment/${started.ids.deployment}`)
  const run = page.locator('[aria-keyshortcuts=r]')
  await run.waitFor()
  expect(await run.isEnabled()).toBe(true)
  await goTo(page, '/variables')
  const add = page.getByRole('button', { name: 'New variable' })
  await expect.poll(() => add.getAttribute('title'), { timeout: 20_000 }).toBe('This needs the right to build (roles developer and admin).')
  await goTo(page, '/settings/audit')
  await page.getByText('This needs the right to administer (role admin).').waitFor()
  await goTo(page, '/settings/users')
  await page.getByText('This needs the right to administer (role admin).').waitFor()
})

test('an admin makes, changes, disables and deletes users by keys; the last admin stays', async () => {
  const { page, troubles } = await openAs('ada', '/settings/users')
  const dialog = page.getByRole('dialog')
  const add = page.getByRole('button', { name: 'New user' })
  await add.focus()
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Name', { exact: true }).fill('Vera')
  await dialog.getByLabel('Role', { exact: true }).selectOption('operator')
  await dialog.getByLabel('Password', { exact: true }).fill('short')
  await page.keyboard.press('Enter')
  await expect.poll(() => dialog.getByLabel('Password', { exact: true }).getAttribute('aria-invalid'), { timeout: 20_000 }).toBe('true')
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await dialog.getByText("There is a user 'Vera' already.").waitFor()
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByLabel('Name', { exact: true }).fill('nina')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('row', { name: /nina/ }).getByText('Operator').waitFor()
  const menu = async (user: string, item: string): Promise<void> => {
    await page.getByRole('button', { name: `More actions for ${user}` }).click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }
  await menu('ada', 'Change')
  await dialog.getByLabel('Role', { exact: true }).selectOption('viewer')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText("'ada' is the last admin").waitFor()
  await page.keyboard.press('Escape')
  await menu('nina', 'Disable')
  await dialog.getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('cell', { name: 'Disabled', exact: true }).waitFor()
  await menu('nina', 'Delete')
  await dialog.getByText('They have no keys.').waitFor()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('row', { name: /nina/ }).waitFor({ state: 'detached' })
  expect(unexpected(troubles)).toEqual(troubles.filter((trouble) => /422/.test(trouble)))
})

test('a key is shown once, serves its pool alone, and holds until it is revoked', async () => {
  const { page, troubles } = await openAs('ada', '/settings/keys')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'New key' }).click()
  await dialog.getByLabel('Name', { exact: true }).fill('gpu-box')
  await dialog.getByLabel('Role', { exact: true }).selectOption('worker')
  await dialog.getByLabel('Work pool', { exact: true }).selectOption(PLAIN.pool)
  await dialog.getByLabel('Holds for', { exact: true }).selectOption('month')
  await dialog.getByRole('button', { name: 'Create' }).click()
  const key = await dialog.getByText(/^mlr_[\da-f]{8}_[\w-]{43}$/).innerText()
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'I have copied it' }).click()
  const row = page.getByRole('row', { name: /gpu-box/ })
  await row.getByText('Not yet').waitFor()
  await row.getByText('The server').waitFor()
  expect(await page.content()).not.toContain(key)
  const ask = async (): Promise<number> => (await fetch(`${url}/hello`, { headers: { authorization: `Bearer ${key}` } })).status
  expect(await ask()).toBe(200)
  await page.getByRole('button', { name: 'Revoke gpu-box' }).click()
  await dialog.getByText('Workers that use it take no more runs', { exact: false }).waitFor()
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await row.waitFor({ state: 'detached' })
  expect(await ask()).toBe(401)
  expect(unexpected(troubles)).toEqual([])
})

test('the audit log says who did what, is filtered by its address, verified and exported', async () => {
  const { client } = started.server
  const { id } = await client.variables.create({ body: { name: 'audited', value: 'hunter2' } })
  await fetch(`${url}/ui/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'vera', password: 'a guess of hers' }),
  })
  const { page, troubles } = await openAs('ada', '/variables?name=audited')
  await page.getByRole('button', { name: 'Delete audited' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await goTo(page, `/settings/audit?id=${id}`)
  const deletion = page.getByRole('row', { name: /Deleted the variable/ })
  await deletion.getByRole('cell', { name: 'ada', exact: true }).waitFor()
  await deletion.getByRole('link', { name: 'audited' }).waitFor()
  await page
    .getByRole('row', { name: /Made the variable/ })
    .getByRole('cell', { name: 'shared (auth string)', exact: true })
    .waitFor()
  expect(await page.content()).not.toContain('hunter2')
  await page.getByRole('button', { name: 'Verify the chain' }).click()
  await page.getByText(/^The chain of hashes holds: [\d,]+ entries up to number [\d,]+ are as they were written\.$/).waitFor()
  await page.getByRole('button', { name: 'Export' }).click()
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'As CSV' }).click()])
  const lines = (await readFile(await saved.path(), 'utf8')).trimEnd().split('\r\n')
  expect(lines.map((line) => /variables\.\w+|action/.exec(line)?.[0])).toEqual(['action', 'variables.delete', 'variables.create'])
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByLabel('Only refused').check()
  await page
    .getByRole('row', { name: /Refused: signed in/ })
    .first()
    .waitFor()
  expect(new URL(page.url()).search).toBe('?refused=true')
  expect(unexpected(troubles)).toEqual([])
})

test('who leaves a page alone is warned five minutes before the session ends, and stays signed in by one button', async () => {
  await idle.getByText(/^Your session ends in (?:\d+ minutes?|less than a minute)\.$/).waitFor({ timeout: 60_000 })
  expect(await axeFindings(idle)).toEqual([])
  await idle.getByRole('button', { name: 'Stay signed in' }).click()
  await idle.getByText(/^Your session ends in/).waitFor({ state: 'detached' })
})

test('the page of an object that is gone says who deleted it; of one that never was, that nothing says so', async () => {
  const { client } = started.server
  const { page, troubles } = await openAs('ada', '/settings/account')
  await page.getByText('Everything, with users', { exact: false }).waitFor()
  const { id } = await client.automations.create({
    body: { name: 'doomed', trigger: { type: 'event', posture: 'Reactive', threshold: 1, within: 0 }, actions: [{ type: 'do-nothing' }] },
  })
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  await fetch(`${url}/automations/${id}`, { method: 'DELETE', headers: { cookie } })
  await goTo(page, `/automations/automation/${id}`)
  await page.getByText('There is no such automation.').waitFor()
  await page.getByText(/^doomed was deleted by ada, .+\.$/).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await goTo(page, '/work-pools/work-pool/never')
  await page.getByText('There is no such work pool.').waitFor()
  await page.getByText('Nothing says that it was deleted: it may never have been there.').waitFor()
  expect(unexpected(troubles)).toEqual([])
})

test('a session that ends in the middle of typing takes nothing away: one signs in over the form, and sends it', async () => {
  const { page, troubles } = await openAs('dora', '/variables')
  await page.getByRole('button', { name: 'New variable' }).click()
  const form = page.getByRole('dialog').filter({ has: page.getByRole('heading', { name: 'New variable' }) })
  await form.getByLabel('Name', { exact: true }).fill('half_typed')
  await page.context().request.delete(`${url}/ui/session?everywhere=true`)
  await form.getByRole('button', { name: 'Save' }).click()
  const again = page.getByRole('dialog').filter({ has: page.getByRole('heading', { name: 'Your session has ended' }) })
  await again.waitFor()
  expect(await axeFindings(page)).toEqual([])
  expect(await again.getByLabel('Name', { exact: true }).inputValue()).toBe('dora')
  await again.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await again.waitFor({ state: 'detached' })
  expect(await form.getByLabel('Name', { exact: true }).inputValue()).toBe('half_typed')
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Edit half_typed' }).waitFor()
  expect(unexpected(troubles)).toEqual([])
})

test('who signs out in one tab is signed out in the others, and in again when they sign in', async () => {
  const { page } = await openAs('vera', '/settings/account')
  const other = await page.context().newPage()
  await goTo(page, '/settings/account')
  await other.goto(new URL('/runs', page.url()).href)
  await other.getByRole('heading', { name: 'Runs' }).waitFor()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await other.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(page, 'vera')
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  await other.getByRole('heading', { name: 'Runs' }).waitFor()
  expect(new URL(other.url()).pathname).toBe('/runs')
})

test.each(['settings/account', 'settings/keys', 'settings/users', 'settings/audit'])(
  'axe finds nothing on /%s for who is signed in, light or dark, and nothing is cut off',
  async (path) => {
    await started.server.client.apiKeys.create({ body: { name: `laptop-${path.length}`, role: 'viewer' } })
    const { page, troubles } = await openAs('ada', `/${path}`)
    const faults: string[] = []
    for (const [colorScheme, width] of [
      ['light', 1440],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      await page.waitForLoadState('networkidle')
      faults.push(...(await faultsOf(page, `accounts-${path.replace('/', '-')}-${colorScheme}-${width}`)))
    }
    expect([...faults, ...(await reflowFaults(page))]).toEqual([])
    expect(troubles).toEqual([])
  },
)
