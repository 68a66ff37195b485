import { createClient, createHttpTransport } from '@millrace/client'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningPrefect, startPrefect } from './compat/prefect-server.ts'
import { type OurUi, serveOurUi } from './our-ui-server.ts'

let prefect: RunningPrefect
let ui: OurUi
let browser: Browser
const ids = { flow: '', run: '', deployment: '', automation: '', limit: '', artifact: '' }

beforeAll(async () => {
  prefect = await startPrefect(3)
  ui = await serveOurUi(prefect.url)
  const transport = createHttpTransport({ url: prefect.url, timeoutSeconds: 30, maxRetries: 3, jitterFactor: 0.2 })
  const client = createClient(transport)
  ids.flow = (await client.flows.create({ body: { name: 'grind' } })).id
  await client.workPools.create({ body: { name: 'stones', type: 'process' } })
  ids.deployment = (
    await client.deployments.create({
      body: {
        name: 'nightly',
        flow_id: ids.flow,
        work_pool_name: 'stones',
        entrypoint: 'a.py:b',
        tags: ['daily'],
        parameter_openapi_schema: { type: 'object', properties: { city: { type: 'string', title: 'city' } } },
      },
    })
  ).id
  ids.run = (await client.deployments.createFlowRun({ params: { id: ids.deployment }, body: { name: 'first-wheel' } })).id
  await client.flowRuns.setState({ params: { id: ids.run }, body: { state: { type: 'RUNNING' }, force: true } })
  await client.flowRuns.setState({ params: { id: ids.run }, body: { state: { type: 'FAILED', message: 'The wheel broke.' }, force: true } })
  await client.variables.create({ body: { name: 'place', value: { lat: 60 } } })
  ids.limit = (await client.concurrencyLimitsV2.create({ body: { name: 'warehouse', limit: 2 } })).id
  ids.artifact = (await client.artifacts.create({ body: { key: 'report', type: 'markdown', data: '# Flour', flow_run_id: ids.run } })).id
  ids.automation = (
    await client.automations.create({
      body: {
        name: 'when it fails',
        trigger: { type: 'event', posture: 'Reactive', expect: ['prefect.flow-run.Failed'], threshold: 1, within: 0 },
        actions: [{ type: 'do-nothing' }],
      },
    })
  ).id
  await transport.close()
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
})

afterAll(async () => {
  await browser.close()
  await ui[Symbol.asyncDispose]()
  await prefect[Symbol.asyncDispose]()
})

/** Calls that only our server answers: the pages do without, or say so. */
const OURS =
  /\/api\/ui\/(?:overview|side-bar|session|health|search|deployments\/rows|work_pools\/rows|work_pools\/[^/]+\/workers|flow_runs\/rows|task_runs\/rows|flows\/rows|flows\/[^/]+\/grid|flow_runs\/[^/]+\/(?:explain|timeline)|logs\/\w+|concurrency_limits\/[^/]+\/slots|automations\/|events\/counts)/

/** Notes what a page does that it must not: errors, and calls refused that Prefect knows. */
function watch(page: Page): string[] {
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(`threw ${error.message}`))
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (response.status() >= 400 && !OURS.test(pathname)) {
      troubles.push(`${response.request().method()} ${pathname} was answered ${response.status()}`)
    }
  })
  return troubles
}

test('shows every page over a server of Prefect 3, with what that one knows', async () => {
  const pages: readonly (readonly [path: string, shows: string])[] = [
    ['/', 'first-wheel'],
    ['/runs', 'first-wheel'],
    [`/runs/flow-run/${ids.run}`, 'first-wheel'],
    ['/flows', 'grind'],
    [`/flows/flow/${ids.flow}?tab=runs`, 'first-wheel'],
    ['/deployments', 'nightly'],
    [`/deployments/deployment/${ids.deployment}`, 'No automation acts on it.'],
    [`/deployments/deployment/${ids.deployment}?tab=versions`, 'The versions that its latest 200 runs had.'],
    [`/deployments/deployment/${ids.deployment}/run`, 'Just as the deployment has it.'],
    [`/deployments/deployment/${ids.deployment}/edit`, 'Nothing has changed yet.'],
    ['/work-pools', 'stones'],
    ['/work-pools/work-pool/stones', 'Who polls'],
    ['/work-pools/work-pool/stones?tab=template', 'Its runs take no variables.'],
    ['/work-pools/work-pool/stones/queue/default', 'Nothing waits in this queue.'],
    ['/work-pools/create', 'What runs are given'],
    ['/blocks', 'New block'],
    ['/blocks/catalog', 'Secret'],
    ['/blocks/catalog/secret', 'Create'],
    ['/variables', 'place'],
    ['/automations', 'when it fails'],
    [`/automations/automation/${ids.automation}`, 'This server does not'],
    ['/automations/create', 'Add an action'],
    ['/concurrency-limits', 'warehouse'],
    [`/concurrency-limits/concurrency-limit/${ids.limit}`, 'warehouse'],
    ['/events', 'prefect.'],
    ['/artifacts', 'report'],
    ['/artifacts/key/report', 'Flour'],
    [`/artifacts/artifact/${ids.artifact}`, 'Flour'],
    ['/settings', 'Appearance'],
    ['/settings?tab=server', 'This server does not'],
  ]
  const page = await browser.newPage()
  const troubles = watch(page)
  const missing: string[] = []
  await page.goto(ui.origin)
  for (const [path, shows] of pages) {
    // As a link does it: the page is loaded once.
    await page.evaluate(`history.pushState({}, '', '${path}'); dispatchEvent(new PopStateEvent('popstate'))`)
    await page
      .getByText(shows)
      .locator('visible=true')
      .first()
      .waitFor({ timeout: 10_000 })
      .catch(async () => missing.push(`${path} does not show "${shows}" but ${(await page.locator('main').innerText()).slice(0, 300)}`))
  }
  expect(missing).toEqual([])
  expect(troubles).toEqual([])
})

test('runs a deployment, edits it, adds a schedule and makes a queue on a server of Prefect 3', async () => {
  const page = await browser.newPage()
  page.setDefaultTimeout(20_000)
  const troubles = watch(page)
  await page.goto(`${ui.origin}/deployments`)
  await page.getByRole('button', { name: 'Run nightly', exact: true }).click()
  await page.getByText(/^Run .* is on its way\.$/).waitFor()
  await page.goto(`${ui.origin}/deployments/deployment/${ids.deployment}/run`)
  await page.getByLabel('city', { exact: true }).fill('Oslo')
  await page.getByLabel('Name of the run', { exact: true }).fill('by-hand')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('link', { name: 'by-hand' }).waitFor()
  await page.getByRole('tab', { name: 'Overview' }).click()
  await page.getByRole('button', { name: 'Add a schedule' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page
    .getByLabel('Schedules')
    .getByText(/^Every day at 00:00/)
    .waitFor()
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await page.getByLabel('Description', { exact: true }).fill('by hand')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('.markdown').getByText('by hand').waitFor()
  await page.goto(`${ui.origin}/work-pools/work-pool/stones?tab=queues`)
  await page.getByRole('button', { name: 'New queue' }).click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('urgent')
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
  await page.getByRole('link', { name: 'urgent' }).waitFor()
  expect(troubles).toEqual([])
})

test('makes, changes and deletes objects of each kind on a server of Prefect 3', async () => {
  const page = await browser.newPage()
  page.setDefaultTimeout(20_000)
  const troubles = watch(page)
  const dialog = page.getByRole('dialog')
  const go = (path: string) => page.goto(`${ui.origin}${path}`)
  const choose = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name }).click()
  }
  // A variable.
  await go('/variables')
  await page.getByRole('button', { name: 'New variable' }).click()
  await dialog.getByLabel('Name', { exact: true }).fill('numbers')
  await dialog.getByLabel('Kind of value').selectOption('JSON')
  await dialog.getByLabel('Value', { exact: true }).fill('[1, 2]')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Edit numbers' }).click()
  await dialog.getByLabel('Value', { exact: true }).fill('"three"')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('cell', { name: '"three"' }).waitFor()
  await page.getByRole('button', { name: 'Delete numbers' }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Edit numbers' }).waitFor({ state: 'detached' })
  // A block, whose secret is kept when something else changes.
  await go('/blocks/catalog/webhook')
  await page.getByLabel('Name', { exact: true }).fill('doorbell')
  await page.getByLabel('Url', { exact: false }).first().fill('https://example.com/ring?key=hunter2')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText("await loadBlock('webhook/doorbell')").waitFor()
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByLabel('Method', { exact: false }).first().selectOption('PUT')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText("await loadBlock('webhook/doorbell')").waitFor()
  const kept = await fetch(`${prefect.url}/block_types/slug/webhook/block_documents/name/doorbell?include_secrets=true`)
  expect(await kept.json()).toMatchObject({ data: { url: 'https://example.com/ring?key=hunter2', method: 'PUT' } })
  await choose('Delete')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'Blocks' }).waitFor()
  // A pool, its queue, and the pool's end.
  await go('/work-pools/create')
  await page.getByLabel('Name', { exact: true }).first().fill('mill')
  await page.getByLabel('Where runs are executed', { exact: true }).selectOption('process')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText("millrace worker start --pool 'mill'").waitFor()
  await page.getByRole('tab', { name: 'Queues' }).click()
  await page.getByRole('button', { name: 'New queue' }).click()
  await dialog.getByLabel('Name', { exact: true }).fill('slow')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('button', { name: 'Pause slow' }).click()
  await page.getByRole('button', { name: 'Resume slow' }).waitFor()
  await choose('Delete')
  await dialog.getByLabel('Type mill to go on').fill('mill')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'Work pools' }).waitFor()
  // A limit.
  await go('/concurrency-limits')
  await page.getByRole('button', { name: 'New limit' }).click()
  await dialog.getByLabel('Name', { exact: true }).fill('gate')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('link', { name: 'gate' }).click()
  await page.getByRole('button', { name: 'Change' }).click()
  await dialog.getByLabel('Slots', { exact: true }).fill('7')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  await choose('Delete')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'Concurrency' }).waitFor()
  // An automation of several events.
  await go('/automations/create')
  await page.getByLabel('What to wait for', { exact: true }).selectOption('compound')
  await page.getByRole('button', { name: 'Add an action' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('both')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'both' }).waitFor()
  await page.getByRole('switch', { name: 'both: on' }).click()
  await choose('Delete')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'Automations' }).waitFor()
  // Schedules and several deployments at once.
  await go(`/deployments/deployment/${ids.deployment}`)
  await page.getByRole('button', { name: 'Add a schedule' }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page
    .getByLabel('Schedules')
    .getByText(/^Every day at 00:00/)
    .first()
    .waitFor()
  await go('/deployments')
  await page.getByLabel('Select nightly').check()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByText('1 deployment done.').waitFor()
  expect(troubles).toEqual([])
})
