import { type RunningServer, startServer } from '@millrace/testing'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
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

afterEach(() => page.context().setOffline(false))

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
  await page.goto(new URL(path, page.url()).href)
  if (opener !== undefined) await page.getByRole('button', { name: opener }).click()
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: verb, exact: true }) })
  const input = form.getByLabel(field, { exact: true }).first()
  await input.fill(typed)
  // What the form needs besides.
  if (kind === 'pool') await form.getByLabel('Name', { exact: true }).first().fill('fresh')
  if (kind === 'block') await form.getByLabel('Webhook URL').first().fill('https://example.com/')
  await page.context().setOffline(true)
  await form.getByRole('button', { name: verb, exact: true }).click()
  await form.getByRole('alert').first().waitFor()
  expect(await input.inputValue()).toBe(typed)
  await page.context().setOffline(false)
  await form.getByRole('button', { name: verb, exact: true }).click()
  // What is sent is closed, or left for the page of what was made.
  await form.waitFor({ state: 'detached' })
})
