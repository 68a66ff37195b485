import { type RunningServer, startServer } from '@millrace/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, type Chromium, screenshot, startChromium } from './browser.ts'

const AUTH = 'ada:lovelace'

let server: RunningServer
let chromium: Chromium
let cookies: { name: string; value: string; url: string }[] = []

const headers = { authorization: `Basic ${Buffer.from(AUTH).toString('base64')}` }

beforeAll(async () => {
  server = await startServer({ MILLRACE_SERVER_API_AUTH_STRING: AUTH, MILLRACE_SERVER_API_CSRF_PROTECTION_ENABLED: 'true' }, { ui: true })
  chromium = await startChromium(server.url)
})

afterAll(async () => {
  await chromium[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** A page for who is signed in; the server refuses writes without a token, which the page fetches by itself. */
async function openSignedIn(path: string) {
  const opened = await chromium.openPage('/login')
  await opened.page.context().addCookies(cookies)
  await opened.page.goto(new URL(path, opened.page.url()).href)
  return opened
}

/** The browser notes every refusal on its console. */
const unexpected = (troubles: readonly string[]): string[] => troubles.filter((trouble) => !/40[139]/.test(trouble))

test('who is not signed in is asked, once, and led back', async () => {
  const { page, troubles } = await chromium.openPage('/work-pools?x=1')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await screenshot(page, 'login')
  await page.getByLabel('Auth string', { exact: true }).fill('ada:wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('That is not the auth string of this server.').waitFor()
  await page.getByLabel('Auth string', { exact: true }).fill(AUTH)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Work pools' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/work-pools')
  const stored = await page.context().cookies()
  expect(stored).toMatchObject([{ name: 'millrace_session', httpOnly: true, sameSite: 'Strict' }])
  expect(await page.evaluate('document.cookie')).toBe('')
  cookies = stored.map(({ name, value }) => ({ name, value, url: new URL('/', page.url()).href }))
  expect(unexpected(troubles)).toEqual([])
})

test('who is signed out while at work is asked again and led on; an address that leads nowhere says so', async () => {
  const { page, troubles } = await openSignedIn('/variables')
  await page.getByRole('heading', { name: 'Variables' }).waitFor()
  await page.waitForLoadState('networkidle')
  await page.context().clearCookies()
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await page.getByLabel('Auth string', { exact: true }).fill(AUTH)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Blocks' }).waitFor()
  await page.goto(new URL('/mills/of/god', page.url()).href)
  await page.getByRole('heading', { name: 'There is no such page.' }).waitFor()
  expect(unexpected(troubles)).toEqual([])
})

test('a pool is made from the description of its type, and says how to start a worker', async () => {
  const { page, troubles } = await openSignedIn('/work-pools/create')
  await page.getByLabel('Name', { exact: true }).first().fill('mill')
  await page.getByLabel('Where runs are executed', { exact: true }).selectOption('process')
  await page.getByLabel('Runs at once, at most', { exact: true }).fill('3')
  await page.getByLabel('Working Directory', { exact: true }).first().fill('/srv')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText("millrace worker start --pool 'mill'").waitFor()
  await page.getByText('Waiting for its first sign of life …').waitFor()
  await page.getByRole('tab', { name: 'Queues' }).click()
  await page.getByRole('button', { name: 'New queue' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('urgent')
  await dialog.getByLabel('Priority', { exact: true }).fill('1')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('button', { name: 'Pause urgent' }).waitFor()
  const read = async (path: string) => (await fetch(`${server.url}${path}`, { headers })).json()
  expect(await read('/work_pools/mill')).toMatchObject({
    concurrency_limit: 3,
    base_job_template: { variables: { properties: { working_dir: { default: '/srv' } } } },
  })
  expect(await read('/work_pools/mill/queues/urgent')).toMatchObject({ priority: 1 })
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await dialog.getByLabel('Type mill to go on').fill('mil')
  expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true)
  expect(unexpected(troubles)).toEqual([])
})

test('a block is made by the form of its type; its secret is not shown again, and stays when another field changes', async () => {
  const { page, troubles } = await openSignedIn('/blocks')
  await page.getByRole('link', { name: 'New block' }).click()
  await page.getByLabel('Type contains', { exact: true }).fill('webhook')
  await page.getByRole('link', { name: /^.?\s*Webhook/ }).click()
  await page.getByLabel('Name', { exact: true }).fill('doorbell')
  await page.getByLabel('Url', { exact: false }).first().fill('https://example.com/ring?key=hunter2')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText("await loadBlock('webhook/doorbell')").waitFor()
  expect(await page.content()).not.toContain('hunter2')
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByRole('heading', { name: 'Edit doorbell' }).waitFor()
  expect(await page.content()).not.toContain('hunter2')
  // A secret that the server has is kept unless it is replaced.
  await page.getByRole('button', { name: 'Replace' }).waitFor()
  await page.getByLabel('Method', { exact: false }).first().selectOption('PUT')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText("await loadBlock('webhook/doorbell')").waitFor()
  await page.getByText('Nothing that the server knows of').waitFor()
  const kept = await fetch(`${server.url}/block_types/slug/webhook/block_documents/name/doorbell?include_secrets=true`, { headers })
  expect(await kept.json()).toMatchObject({ data: { url: 'https://example.com/ring?key=hunter2', method: 'PUT' } })
  expect(unexpected(troubles)).toEqual([])
})

test('a block that another one holds is made beside its form, which loses nothing', async () => {
  const { page, troubles } = await openSignedIn('/blocks/catalog/docker-container')
  await page.getByLabel('Name', { exact: true }).first().fill('machine')
  await page.getByLabel('Image', { exact: true }).fill('shop:1.4')
  await page.getByRole('button', { name: 'New', exact: true }).click()
  const sheet = page.getByRole('dialog', { name: 'New docker-registry block' })
  await sheet.getByLabel('Name', { exact: true }).fill('harbour')
  await sheet.getByLabel('Username', { exact: true }).fill('ada')
  await sheet.getByLabel('Password', { exact: true }).fill('hunter2')
  await sheet.getByLabel('Registry Url', { exact: true }).fill('registry.example')
  expect(await axeFindings(page)).toEqual([])
  await sheet.getByRole('button', { name: 'Create' }).click()
  await sheet.waitFor({ state: 'detached' })
  expect(await page.getByLabel('Image', { exact: true }).inputValue()).toBe('shop:1.4')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText("await loadBlock('docker-container/machine')").waitFor()
  await page.getByRole('link', { name: 'harbour' }).click()
  await page.getByRole('heading', { name: 'harbour' }).waitFor()
  await page.getByRole('link', { name: 'machine' }).waitFor()
  expect(unexpected(troubles)).toEqual([])
})

test('settings say how the server is, and hide what is secret', async () => {
  const { page, troubles } = await openSignedIn('/settings?tab=server')
  // An address of earlier leads to the part that it meant.
  await page.waitForURL('**/settings/server')
  await page.getByText('SQLite', { exact: false }).waitFor()
  await page.getByRole('cell', { name: 'late-runs' }).waitFor()
  await page.getByRole('tab', { name: 'Effective settings' }).click()
  await page.getByLabel('Setting contains', { exact: true }).fill('auth_string')
  await page.getByText('********').first().waitFor()
  expect(await page.content()).not.toContain('lovelace')
  await page.getByRole('tab', { name: 'Account' }).click()
  await page.getByText('You are signed in by the auth string').waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(unexpected(troubles)).toEqual([])
})
