import { setTimeout } from 'node:timers/promises'
import { eventually, type RunningServer, startServer } from '@millrace/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, type Chromium, startChromium } from './browser.ts'

let server: RunningServer
let chromium: Chromium
const ids = { deployment: '', failed: '', holder: '', limit: '', automation: '', artifact: '' }

const DAY = 86_400_000
const scheduled = (time: number) => ({ type: 'SCHEDULED', state_details: { scheduled_time: new Date(time).toISOString() } }) as const

beforeAll(async () => {
  server = await startServer({}, { ui: true })
  const { client } = server
  const flow_id = (await client.flows.create({ body: { name: 'grind' } })).id
  await client.workPools.create({ body: { name: 'stones', type: 'process', concurrency_limit: 4 } })
  ids.deployment = (await client.deployments.create({ body: { name: 'nightly', flow_id, work_pool_name: 'stones' } })).id
  const run = async (name: string, ...types: ('RUNNING' | 'FAILED' | 'PAUSED')[]): Promise<string> => {
    const { id } = await client.flowRuns.create({ body: { name, flow_id } })
    for (const type of types) await client.flowRuns.setState({ params: { id }, body: { state: { type }, force: true } })
    return id
  }
  const { id: automation } = await client.automations.create({
    body: {
      name: 'when it fails',
      trigger: { type: 'event', posture: 'Reactive', expect: ['prefect.flow-run.Failed'], threshold: 1, within: 0 },
      actions: [{ type: 'pause-deployment', source: 'selected', deployment_id: ids.deployment }],
    },
  })
  ids.automation = automation
  ids.failed = await run('broken-wheel', 'RUNNING', 'FAILED')
  ids.holder = await run('busy-wheel', 'RUNNING')
  await run('asking-wheel', 'RUNNING', 'PAUSED')
  await client.deployments.createFlowRun({
    params: { id: ids.deployment },
    body: { name: 'coming-wheel', state: scheduled(Date.now() + DAY) },
  })
  await client.deployments.createFlowRun({
    params: { id: ids.deployment },
    body: { name: 'waiting-wheel', state: scheduled(Date.now() - 1000) },
  })
  ids.limit = (await client.concurrencyLimitsV2.create({ body: { name: 'warehouse', limit: 2 } })).id
  await client.concurrencyLimitsV2.incrementWithLease({
    body: { names: ['warehouse'], slots: 1, lease_duration: 3000, holder: { type: 'flow_run', id: ids.holder } },
  })
  const artifact = (data: string) => client.artifacts.create({ body: { key: 'report', type: 'markdown', data, flow_run_id: ids.holder } })
  await artifact('# Flour\n\n**12** sacks.')
  await artifact(
    '# Flour\n\n**13** sacks. <script>document.title = "taken"</script> [more](javascript:alert(1))\n\n| a | b |\n|---|---|\n| 1 | 2 |',
  )
  await client.artifacts.create({ body: { key: 'sacks', type: 'table', data: [{ sack: 'first', weight: 12 }] } })
  await eventually('the automation has acted', async () => {
    const { paused } = await client.deployments.read({ params: { id: ids.deployment } })
    return paused || undefined
  })
  chromium = await startChromium(server.url)
})

afterAll(async () => {
  await chromium[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

test('the overview says what needs somebody, what runs and what is next, in one call beside the one of every page', async () => {
  const { page, troubles, calls } = await chromium.openPage('/')
  await page.getByRole('link', { name: '1 run failed in the last 24 hours' }).waitFor()
  await page.getByRole('link', { name: '1 run waits for input' }).waitFor()
  await page.getByRole('link', { name: 'No worker polls stones, where 1 run waits' }).waitFor()
  await page.getByText("millrace worker start --pool 'stones'").waitFor()
  await page.getByRole('table', { name: 'What runs now?' }).getByText('busy-wheel').waitFor()
  await page.getByRole('table', { name: 'What starts next?' }).getByText('coming-wheel').waitFor()
  expect(new Set(calls)).toEqual(new Set(['GET /api/ui/overview', 'GET /api/ui/side-bar']))
  // Beside every page stands what is to be done, and whether the page hears of what happens.
  const menu = page.getByRole('complementary').first()
  await menu.getByText('1 run failed in the last 24 hours').waitFor()
  await menu.getByText('1 pool in which runs wait for somebody').waitFor()
  await menu.getByText('Live', { exact: true }).waitFor()
  await menu.getByText(/^Millrace \d/).waitFor()
  await menu.getByRole('button', { name: 'Fold the menu' }).click()
  expect(await axeFindings(page)).toEqual([])
  await page.reload()
  expect((await menu.boundingBox())?.width).toBe(56)
  await menu.getByRole('button', { name: 'Unfold the menu' }).click()
  await page.getByRole('link', { name: 'broken-wheel' }).first().click()
  await page.getByRole('heading', { name: 'broken-wheel' }).waitFor()
  expect(troubles).toEqual([])
})

test('a limit names who holds its slots, and takes them away after a warning', async () => {
  const { page, troubles } = await chromium.openPage('/concurrency-limits')
  await page.getByRole('meter', { name: 'warehouse: slots in use' }).waitFor()
  await page.getByRole('link', { name: 'warehouse' }).click()
  await page.getByRole('link', { name: 'busy-wheel' }).waitFor()
  await page.getByRole('button', { name: 'Release the slots of busy-wheel' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('goes on working without them').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Release' }).click()
  await page.getByText('All slots are free.').waitFor()
  await page.getByRole('button', { name: 'Change' }).click()
  await dialog.getByLabel('Slots', { exact: true }).fill('7')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect((await server.client.concurrencyLimitsV2.read({ params: { id_or_name: ids.limit } })).limit).toBe(7)
  expect(troubles).toEqual([])
})

test('a limit on a tag is made, a name that is taken is refused beside its field', async () => {
  const { page, troubles } = await chromium.openPage('/concurrency-limits')
  await page.getByRole('button', { name: 'New limit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('warehouse')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await dialog.locator('[aria-invalid=true]').waitFor()
  await dialog.getByRole('radio', { name: 'A tag of tasks' }).check()
  await dialog.getByLabel('Tag', { exact: true }).fill('database')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await page.getByText('task runs tagged database').waitFor()
  expect(troubles.filter((trouble) => !trouble.includes('409'))).toEqual([])
})

test('an automation is one sentence, and its history says what came of it', async () => {
  const { page, troubles } = await chromium.openPage('/automations')
  await page.getByText('When a flow run becomes Failed, pause nightly.').waitFor()
  await page.getByRole('cell', { name: '1 time', exact: true }).waitFor()
  await page.getByRole('link', { name: 'when it fails' }).click()
  await page.getByRole('link', { name: 'prefect.flow-run.Failed' }).waitFor()
  await page.getByText('1. pause a deployment: done').waitFor()
  await page.getByRole('switch', { name: 'when it fails: on' }).click()
  await eventually('it is off', async () => {
    const { enabled } = await server.client.automations.read({ params: { id: ids.automation } })
    return enabled ? undefined : true
  })
  expect(troubles).toEqual([])
})

test('an automation is built, tried on what was, and saved', async () => {
  const { page, troubles } = await chromium.openPage('/automations/create')
  await page.getByText('In the last 7 days this would have fired once.').waitFor()
  // Where it takes several events to fire, those that there were are named by themselves.
  await page.getByLabel('How often', { exact: true }).fill('2')
  const matching = page.getByRole('region', { name: 'Events that it waits for' })
  await matching.getByText('1 event in the last 7 days').waitFor()
  await matching.getByText('broken-wheel').waitFor()
  await page.getByLabel('How often', { exact: true }).fill('1')
  await page.getByText('In the last 7 days this would have fired once.').waitFor()
  await page.getByLabel('Running', { exact: true }).check()
  await page.getByText(/would have fired 4 times/).waitFor()
  await page.getByLabel('Running', { exact: true }).uncheck()
  await page.getByRole('button', { name: 'Add an action' }).click()
  // Templates are shown as the last of those events would fill them.
  await page.getByLabel('Action 1', { exact: true }).selectOption('call a webhook')
  await page.getByLabel('Payload', { exact: true }).fill('{{ flow_run.name }} of {{ flow.name }} broke')
  await page.getByText('broken-wheel of grind broke').waitFor()
  await page.getByLabel('Payload', { exact: true }).fill('{{ flow_run.name')
  await page.locator('.text-failed').first().waitFor()
  await page.getByLabel('Action 1', { exact: true }).selectOption('run a deployment')
  await page.getByLabel('On', { exact: true }).selectOption('nightly')
  await page.getByText('When a flow run becomes Failed, run nightly.').waitFor()
  expect(await axeFindings(page)).toEqual([])
  // Several things together: what was chosen is the first of them.
  await page.getByLabel('What to wait for', { exact: true }).selectOption('compound')
  const second = page.getByRole('group', { name: 'Event 2' })
  await second.getByLabel('Completed', { exact: true }).check()
  await second.getByLabel('Failed', { exact: true }).uncheck()
  await page.getByText('When a flow run becomes Failed and a flow run becomes Completed within 10 minutes, run nightly.').waitFor()
  await page.getByRole('button', { name: 'Add an event' }).click()
  await page.getByLabel('Fires when there happened').selectOption('2 of them')
  // While it is tried anew, what it said before is dimmed.
  await page.locator('.opacity-60').waitFor({ state: 'detached' })
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Remove event 3' }).click()
  await page.getByLabel('Fires when there happened').selectOption('any of them')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('again')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'again' }).waitFor()
  const made = await server.client.automations.filter({ body: { automations: { name: { any_: ['again'] } } } })
  expect(made[0]).toMatchObject({
    trigger: {
      type: 'compound',
      require: 'any',
      within: 600,
      triggers: [{ expect: ['prefect.flow-run.Failed'] }, { expect: ['prefect.flow-run.Completed'] }],
    },
    actions: [{ type: 'run-deployment', deployment_id: ids.deployment }],
  })
  expect(troubles).toEqual([])
})

test('events come as they happen, are filtered by the address, and lead to an automation', async () => {
  const { page, troubles } = await chromium.openPage('/events?event=mill.stopped')
  await page.getByText('No event matches these filters.').waitFor()
  const event = (id: string) => ({
    id,
    occurred: new Date().toISOString(),
    event: 'mill.stopped',
    resource: { 'prefect.resource.id': 'mill.main', 'prefect.resource.name': 'The mill' },
    payload: { why: 'flood' },
  })
  await eventually('the page hears of it', async () => {
    await server.client.events.create({ body: [event(crypto.randomUUID())] })
    return (await page.getByRole('button', { name: /new event/ }).count()) > 0 || undefined
  })
  await page.getByRole('button', { name: /new event/ }).click()
  await page.getByRole('link', { name: 'mill.stopped' }).first().waitFor()
  // Drawing over the chart chooses its time, which stands in the address.
  const chart = page.locator('figure svg').first()
  const { x = 0, y = 0, width = 0 } = (await chart.boundingBox()) ?? {}
  await page.mouse.move(x + width * 0.8, y + 20)
  await page.mouse.down()
  await page.mouse.move(x + width - 2, y + 20, { steps: 4 })
  await page.mouse.up()
  await eventually('the time is chosen', () => Promise.resolve(new URL(page.url()).searchParams.get('since') ?? undefined))
  await page.getByRole('link', { name: 'mill.stopped' }).first().waitFor()
  await page.getByRole('button', { name: 'Clear the chosen time' }).click()
  await page.getByRole('link', { name: 'mill.stopped' }).first().click()
  await page.getByText('"why": "flood"').first().waitFor()
  await page.getByRole('link', { name: 'Automate' }).click()
  await page.getByText('When mill.stopped happens with id mill.main, do nothing.').waitFor()
  expect(troubles).toEqual([])
})

test('artifacts show their versions; what is in them does nothing', async () => {
  const { page, troubles } = await chromium.openPage('/artifacts')
  await page.getByRole('link', { name: 'report' }).click()
  await page.locator('.markdown strong').getByText('13').waitFor()
  expect(await page.title()).toBe('report · Millrace')
  expect(await page.getByRole('link', { name: 'more' }).count()).toBe(0)
  await page.getByRole('cell', { name: '2', exact: true }).waitFor()
  await page.getByLabel('Compare with').selectOption({ index: 1 })
  await page.locator('.markdown strong').getByText('12').waitFor()
  await page.goto(page.url().replace(/key\/report.*/, 'key/sacks'))
  await page.getByRole('cell', { name: 'first' }).waitFor()
  expect(troubles).toEqual([])
})

test('the palette finds objects, pages and commands; keys lead to pages', async () => {
  const { page, troubles } = await chromium.openPage('/variables')
  await page.getByRole('heading', { name: 'Variables' }).waitFor()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog')
  // Times are shown in any zone, which is found by a part of its name.
  await palette.getByRole('combobox').fill('auckl')
  await palette.getByRole('option', { name: 'Show times in Pacific/Auckland' }).click()
  await page
    .getByRole('complementary')
    .first()
    .getByLabel('Times in')
    .and(page.locator('select:has(option[value="Pacific/Auckland"])'))
    .waitFor()
  await page.keyboard.press('Control+k')
  await palette.getByRole('combobox').fill('nightl')
  await palette.getByRole('option', { name: /nightly/ }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'nightly' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await page.getByRole('heading', { name: 'Events' }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  expect(troubles).toEqual([])
})

test('a page that is connected and idle asks nothing twice in 5 seconds', async () => {
  const { page: first } = await chromium.openPage('/')
  const context = first.context()
  const calls: string[] = []
  const paths = [
    ['/', 'coming-wheel'],
    ['/runs', 'broken-wheel'],
    [`/runs/flow-run/${ids.holder}`, 'busy-wheel'],
    ['/flows', 'grind'],
    ['/deployments', 'nightly'],
    [`/deployments/deployment/${ids.deployment}`, 'No schedule'],
    ['/work-pools', 'stones'],
    ['/work-pools/work-pool/stones', 'Who polls'],
    ['/work-pools/work-pool/stones?tab=queues', 'default'],
    ['/work-pools/work-pool/stones?tab=workers', 'Waiting for its first sign of life'],
    ['/work-pools/work-pool/stones/queue/default', 'waiting-wheel'],
    ['/concurrency-limits', 'warehouse'],
    [`/concurrency-limits/concurrency-limit/${ids.limit}`, 'warehouse'],
    ['/automations', 'when it fails'],
    [`/automations/automation/${ids.automation}`, 'prefect.flow-run.Failed'],
    ['/automations/create', 'In the last 7 days'],
    ['/events', 'prefect.flow-run.Failed'],
    ['/blocks', 'New block'],
    ['/variables', 'New variable'],
    ['/artifacts', 'report'],
    ['/settings?tab=server', 'late-runs'],
  ] as const
  await Promise.all(
    paths.map(async ([path, shown]) => {
      const page = await context.newPage()
      await page.goto(new URL(path, first.url()).href)
      await page.getByText(shown).locator('visible=true').first().waitFor()
      await page.waitForLoadState('networkidle')
    }),
  )
  // Each by itself: some of them are the same page, or parts of it, and may each ask once for what has changed.
  for (const [number, page] of context.pages().entries()) {
    page.on('request', (request) => calls.push(`${number} ${page.url()}: ${request.method()} ${new URL(request.url()).pathname}`))
  }
  await setTimeout(5000)
  expect(calls.filter((call, index) => calls.indexOf(call) !== index)).toEqual([])
  await Promise.all(context.pages().map((page) => page.close()))
})

test('addresses that older clients and UIs print lead to the pages of today', async () => {
  const { page } = await chromium.openPage('/dashboard')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  const { origin } = new URL(page.url())
  for (const [old, now] of [
    [`/flow-runs/flow-run/${ids.failed}`, `/runs/flow-run/${ids.failed}`],
    [`/v2/flow-runs/flow-run/${ids.failed}`, `/runs/flow-run/${ids.failed}`],
    ['/work-queues', '/work-pools'],
    ['/settings/blocks', '/blocks'],
    ['/notifications', '/automations'],
    ['/work-pools/work-pool/stones/worker/miller', '/work-pools/work-pool/stones'],
  ] as const) {
    await page.goto(`${origin}${old}`)
    await page.waitForURL((url) => url.pathname === now)
  }
  expect(new URL(page.url()).searchParams.get('worker')).toBe('miller')
})

test('a tab that is hidden lets its socket go after a minute, and opens one again when it is seen', async () => {
  const { page } = await chromium.openPage('/')
  const address = new URL('/runs', page.url()).href
  // Sockets of the page that it was are not counted.
  await page.goto('about:blank')
  let sockets = 0
  page.on('websocket', (socket) => {
    sockets += 1
    socket.on('close', () => (sockets -= 1))
  })
  await page.clock.install()
  await page.goto(address)
  // The time of the page goes on with each look.
  const become = async (count: number): Promise<void> => {
    await expect.poll(() => page.clock.runFor(100).then(() => sockets)).toBe(count)
  }
  await become(1)
  const look = (hidden: boolean) =>
    page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} })
      document.dispatchEvent(new Event('visibilitychange'))`)
  await look(true)
  await page.clock.runFor(40_000)
  expect(sockets).toBe(1)
  await page.clock.runFor(21_000)
  await become(0)
  await look(false)
  await become(1)
})
