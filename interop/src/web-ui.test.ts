import { type RunningServer, eventually, startServer } from '@millrace/testing'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, preparePeer } from './peers.ts'
import { CLICKS } from './prefect-ui-clicks.ts'
import { type PrefectUi, servePrefectUi } from './prefect-ui.ts'
import { runPython } from './run-python.ts'

/** Until a click has done what it says, on a machine that does much else. */
const MOST_SECONDS = 60

describe.each(GENERATIONS)("the web UI of Prefect %s's package", (generation) => {
  let ui: PrefectUi
  let server: RunningServer
  let browser: Browser
  let ids: Record<'flow' | 'run' | 'task' | 'taskName' | 'deployment' | 'automation', string>

  beforeAll(async () => {
    await preparePeer(generation)
    ui = await servePrefectUi(generation)
    server = await startServer({ MILLRACE_SERVER_API_CORS_ALLOWED_ORIGINS: ui.origin })
    ui.use(server.url)
    await runPython(generation, server.url, [
      'features.py',
      'interop-subflows',
      'interop-artifacts',
      'interop-blocks',
      'interop-variables',
      'interop-mapping',
    ])
    ids = await prepare(server)
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  })

  afterAll(async () => {
    await browser.close()
    await server[Symbol.asyncDispose]()
    await ui[Symbol.asyncDispose]()
  })

  test('shows its pages over our API, none of whose calls fails', async () => {
    const runs = generation === 2 ? 'flow-runs' : 'runs'
    const taskRun = generation === 2 ? `/task-runs/task-run/${ids.task}` : `/runs/task-run/${ids.task}`
    const pages: readonly (readonly [path: string, shows: string])[] = [
      ['/dashboard', 'Flow Runs'],
      [`/${runs}`, 'interop-mapping'],
      [`/${runs}/flow-run/${ids.run}`, 'interop-mapping'],
      [taskRun, ids.taskName],
      ['/flows', 'interop-mapping'],
      [`/flows/flow/${ids.flow}`, 'interop-mapping'],
      ['/deployments', 'ui-deployment'],
      [`/deployments/deployment/${ids.deployment}`, 'ui-deployment'],
      [`/deployments/deployment/${ids.deployment}/run`, 'ui-deployment'],
      ['/work-pools', 'ui-pool'],
      ['/work-pools/work-pool/ui-pool', 'ui-pool'],
      ['/work-pools/create', 'Process'],
      ['/blocks', 'interop-files'],
      ['/blocks/catalog', 'Secret'],
      ['/blocks/catalog/secret/create', 'Secret'],
      ['/variables', 'interop_place'],
      ['/automations', 'ui-automation'],
      [`/automations/automation/${ids.automation}`, 'ui-automation'],
      ['/automations/create', 'Trigger'],
      ['/concurrency-limits', 'ui-limit'],
      ['/artifacts', 'interop-table'],
      ['/artifacts/key/interop-table', 'interop-table'],
      ['/settings', 'Settings'],
      ...(generation === 2 ? ([['/notifications', 'Notifications']] as const) : ([['/events', 'Events']] as const)),
    ]
    const page = await browser.newPage()
    const troubles = watch(page, ui.origin)
    for (const [path, shows] of pages) {
      troubles.at = path
      await page.goto(`${ui.origin}${path}`)
      await page
        .getByText(shows)
        .first()
        .waitFor()
        .catch(() => troubles.list.push(`${path}: does not show "${shows}"`))
      await eventually('the page has what it asked for', async () => (troubles.open === 0 ? true : undefined))
    }
    expect(troubles.list).toEqual([])
    expect(troubles.calls).toBeGreaterThan(50)

    // What watches would have seen a call that fails.
    troubles.at = 'a flow that is not there'
    await page.goto(`${ui.origin}/flows/flow/${crypto.randomUUID()}`)
    await eventually('the failed call is noted', async () => troubles.list.find((trouble) => trouble.endsWith('was answered 404')))
    await page.close()
  })

  test('does by our API what its buttons say', async () => {
    // Of a deployment: other runs have nothing that could run them again.
    const of = { flow_id: ids.flow, deployment_id: ids.deployment }
    const { id: running } = await server.client.flowRuns.create({ body: { ...of, name: 'clicked-running', state: { type: 'RUNNING' } } })
    const { id: failed } = await server.client.flowRuns.create({ body: { ...of, name: 'clicked-failed', state: { type: 'FAILED' } } })
    const at = { origin: ui.origin, generation, deployment: ids.deployment, running, failed }
    const page = await browser.newPage()
    const troubles = watch(page, ui.origin)
    for (const click of CLICKS.filter(({ only = generation }) => only === generation)) {
      troubles.at = click.what
      // One that fails is told of beside the others.
      await (async () => {
        await click.go(page, at)
        await eventually(click.what, async () => ((await click.done(server.client, at)) ? true : undefined), MOST_SECONDS)
      })().catch((error: unknown) => troubles.list.push(`${click.what}: ${String(error)}`))
    }
    // Whether a name is free, and what a page asks of a run that it has just had deleted.
    const meant = (trouble: string): boolean =>
      trouble.includes('/variables/name/clicked_variable') || trouble.startsWith('a run is deleted: ')
    expect(troubles.list.filter((trouble) => !meant(trouble))).toEqual([])
  })
})

async function prepare({ client }: RunningServer) {
  const [run] = await client.flowRuns.filter({ body: { flows: { name: { any_: ['interop-mapping'] } } } })
  if (run === undefined) throw new Error('the run of interop-mapping is missing')
  const { flow_id, id } = run
  const task = await eventually('a task run is told of', async () => {
    const found = await client.taskRuns.filter({ body: { flow_runs: { id: { any_: [id] } }, limit: 1 } })
    return found[0]
  })
  await client.workPools.create({ body: { name: 'ui-pool', type: 'process' } })
  const deployment = await client.deployments.create({
    body: {
      name: 'ui-deployment',
      flow_id,
      work_pool_name: 'ui-pool',
      entrypoint: 'a.py:b',
      schedules: [{ active: true, schedule: { interval: 3600 } }],
      parameter_openapi_schema: { type: 'object', properties: { city: { type: 'string', title: 'city' } } },
    },
  })
  await client.concurrencyLimitsV2.create({ body: { name: 'ui-limit', limit: 3 } })
  await client.concurrencyLimits.create({ body: { tag: 'ui-tag', concurrency_limit: 3 } })
  const automation = await client.automations.create({
    body: {
      name: 'ui-automation',
      trigger: { type: 'event', posture: 'Reactive', expect: ['interop.happened'], threshold: 1, within: 0 },
      actions: [{ type: 'do-nothing' }],
    },
  })
  return { flow: flow_id, run: id, task: task.id, taskName: task.name, deployment: deployment.id, automation: automation.id }
}

/** Notes what goes wrong in a page: calls answered 4xx or 5xx, calls that fail, errors on the console. Nothing leaves the machine. */
function watch(page: Page, origin: string): { at: string; readonly list: string[]; calls: number; open: number } {
  const troubles = { at: '', list: [] as string[], calls: 0, open: 0 }
  const note = (what: string): void => void troubles.list.push(`${troubles.at}: ${what}`)
  const isOurs = (url: string): boolean => url.startsWith('http://127.0.0.1:') || url.startsWith('data:') || url.startsWith('blob:')
  void page.route(
    (url) => !isOurs(url.href),
    (route) => route.abort(),
  )
  page.on('request', () => (troubles.open += 1))
  page.on('requestfinished', () => (troubles.open -= 1))
  page.on('response', (response) => {
    if (!response.url().startsWith(origin)) troubles.calls += 1
    if (response.status() >= 400) note(`${response.request().method()} ${response.url()} was answered ${response.status()}`)
  })
  page.on('requestfailed', (request) => {
    troubles.open -= 1
    const reason = request.failure()?.errorText ?? ''
    // A call that a page gives up because the next page is asked for.
    if (isOurs(request.url()) && reason !== 'net::ERR_ABORTED') note(`${request.method()} ${request.url()} failed: ${reason}`)
  })
  page.on('pageerror', (error) => note(`threw ${error.message}`))
  page.on('console', (message) => {
    // Which call was answered badly is noted with its answer.
    const isOfAnswer = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isOfAnswer && isOurs(message.location().url)) note(`console: ${message.text()}`)
  })
  return troubles
}
