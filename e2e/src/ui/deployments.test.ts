import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eventually, millrace, type RunningServer, startServer } from '@millrace/testing'
import type { Deployment } from '@millrace/protocol'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, type Chromium, faultsOf, reflowFaults, screenshot, startChromium } from './browser.ts'

const FLOW = join(import.meta.dirname, '..', '..', 'flows', 'many-ways.ts')

/** Parameters as pydantic writes them: references, unions, enums, nested objects, nothing that all have in common. */
const SCHEMA = {
  type: 'object',
  title: 'Parameters',
  required: ['city'],
  properties: {
    city: { type: 'string', title: 'city', position: 0, description: 'Where to look' },
    days: { type: 'integer', title: 'days', default: 7, position: 1, minimum: 1 },
    deep: { type: 'boolean', title: 'deep', default: false, position: 2 },
    mode: { allOf: [{ $ref: '#/definitions/Mode' }], title: 'mode', default: 'fast', position: 3 },
    since: { type: 'string', format: 'date', title: 'since', position: 4 },
    limit: { anyOf: [{ type: 'integer' }, { type: 'string' }, { type: 'null' }], title: 'limit', default: null, position: 5 },
    names: { type: 'array', items: { type: 'string' }, title: 'names', position: 6 },
    place: { $ref: '#/definitions/Place', position: 7 },
  },
  definitions: {
    Mode: { enum: ['fast', 'slow'], title: 'Mode' },
    Place: { type: 'object', title: 'place', required: ['lat'], properties: { lat: { type: 'number' }, label: { type: 'string' } } },
  },
}

let server: RunningServer
let chromium: Chromium
const ids = { flow: '', weather: '', plain: '', edited: '' }

beforeAll(async () => {
  server = await startServer({}, { ui: true })
  const made = await millrace(['work-pool', 'create', 'local', '--type', 'process'], { env: server.env })
  if (made.code !== 0) throw new Error(made.output)
  const { client } = server
  ids.flow = (await client.flows.create({ body: { name: 'forecast' } })).id
  const create = async (name: string, more: object): Promise<string> =>
    (await client.deployments.create({ body: { name, flow_id: ids.flow, work_pool_name: 'local', entrypoint: `${FLOW}:waits`, ...more } }))
      .id
  ids.weather = await create('weather', {
    parameter_openapi_schema: SCHEMA,
    enforce_parameter_schema: true,
    tags: ['daily', 'europe'],
    schedules: [{ schedule: { cron: '30 2 * * *', timezone: 'Europe/Berlin' }, active: true, parameters: { city: 'Oslo' } }],
  })
  ids.plain = await create('plain', { tags: ['adhoc'] })
  ids.edited = await create('edited', { parameter_openapi_schema: SCHEMA, enforce_parameter_schema: true, parameters: { city: 'Quito' } })
  chromium = await startChromium(server.url)
})

afterAll(async () => {
  await chromium[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** The newest run of a deployment that no schedule made. */
const madeRun = (deployment: string, after: number) =>
  eventually('the run is made', async () => {
    const runs = await server.client.flowRuns.filter({
      body: { flow_runs: { deployment_id: { any_: [deployment] } }, sort: 'ID_DESC' },
    })
    return runs.find(({ auto_scheduled, created }) => !auto_scheduled && Date.parse(created ?? '') >= after)
  })

const row = (page: Page, name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })

test('S210: the list says of each deployment its status, its runs and its tags, in one call', async () => {
  const { page, troubles, calls } = await chromium.openPage('/deployments')
  const weather = row(page, 'weather')
  await weather.getByText('No worker on pool local').filter({ visible: true }).waitFor()
  await weather.getByText('Europe/Berlin').filter({ visible: true }).waitFor()
  await weather.getByText('Never').waitFor()
  await weather.getByText('forecast').waitFor()
  expect(await weather.getByRole('button', { name: 'daily' }).count()).toBe(1)
  expect(new Set(calls.filter((call) => !call.endsWith('/version')))).toEqual(new Set(['POST /api/ui/deployments/rows']))
  await screenshot(page, 'deployments')
  expect(troubles).toEqual([])
})

test('S082 S211: the Run button of a row is in sight and starts a run', async () => {
  const { page, troubles } = await chromium.openPage('/deployments')
  const since = Date.now() - 2000
  const button = page.getByRole('button', { name: 'Run plain', exact: true })
  await button.waitFor()
  const box = await button.boundingBox()
  expect((box?.x ?? 9999) + (box?.width ?? 0)).toBeLessThanOrEqual(1440)
  await button.click()
  const run = await madeRun(ids.plain, since)
  await page.getByText(`Run ${run.name} is on its way.`).waitFor()
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('heading', { name: run.name }).waitFor()
  expect(troubles).toEqual([])
})

test('S212: a quick run asks for what is missing, and for nothing else', async () => {
  const { page, troubles } = await chromium.openPage(`/deployments/deployment/${ids.weather}`)
  const since = Date.now() - 2000
  // By its key, as by its button.
  await page.getByRole('button', { name: 'Quick run' }).waitFor()
  await page.getByLabel('Next runs').getByRole('link').first().waitFor()
  await page.keyboard.press('r')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('city', { exact: true }).waitFor()
  expect(await dialog.getByLabel('days', { exact: true }).count()).toBe(0)
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  await dialog.getByText("'city' is a required property").waitFor()
  await dialog.getByLabel('city', { exact: true }).fill('Kyoto')
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  expect((await madeRun(ids.weather, since)).parameters).toEqual({ city: 'Kyoto' })
  expect(troubles).toEqual([])
})

test('S082 S213: parameters and other fields are edited, and the differences shown before they are saved', async () => {
  const { page, troubles } = await chromium.openPage(`/deployments/deployment/${ids.edited}/edit`)
  await page.getByLabel('city', { exact: true }).fill('Oslo')
  await page.getByLabel('Tags', { exact: true }).fill('nightly, europe')
  await page.getByLabel('Runs at once, at most', { exact: true }).fill('2')
  const changes = page.getByRole('table', { name: 'What is going to change' })
  expect(await changes.getByRole('row').count()).toBe(4)
  await changes.getByRole('row', { name: 'Parameters: city Quito Oslo' }).waitFor()
  // What the pool's template does not allow is refused beside its field.
  await page.getByLabel('Job variables', { exact: true }).fill('{"stream_output": "maybe"}')
  await page.getByRole('button', { name: 'Save' }).click()
  await page
    .getByText(/Error updating deployment/)
    .first()
    .waitFor()
  expect(await page.getByLabel('Job variables', { exact: true }).getAttribute('aria-invalid')).toBe('true')
  await page.getByLabel('Job variables', { exact: true }).fill('{}')
  // Somebody else is faster: both are shown, nothing of theirs is lost.
  await server.client.deployments.update({ params: { id: ids.edited }, body: { description: 'by ada', tags: ['theirs'] } })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Somebody has changed this deployment').waitFor()
  await changes.getByText('theirs').waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'edited', exact: true }).waitFor()
  expect(await server.client.deployments.read({ params: { id: ids.edited } })).toMatchObject({
    parameters: { city: 'Oslo' },
    tags: ['nightly', 'europe'],
    concurrency_limit: 2,
    description: 'by ada',
  })
  // The browser notes every answer of 422 on its console.
  expect(troubles.filter((trouble) => !trouble.includes('422'))).toEqual([])
})

test('S214: name and tag filter the list and stand in its address', async () => {
  const { page, troubles } = await chromium.openPage('/deployments')
  await row(page, 'weather').getByRole('button', { name: 'daily' }).click()
  await page.getByRole('link', { name: 'plain', exact: true }).waitFor({ state: 'detached' })
  expect(new URL(page.url()).searchParams.get('tag')).toBe('daily')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByLabel('Name contains', { exact: true }).fill('plai')
  await page.getByRole('link', { name: 'weather', exact: true }).waitFor({ state: 'detached' })
  await page.reload()
  await page.getByRole('link', { name: 'plain', exact: true }).waitFor()
  expect(await page.getByRole('link', { name: 'weather', exact: true }).count()).toBe(0)
  await page.getByLabel('Name contains', { exact: true }).fill('nothing like it')
  await page.getByText('No deployment matches these filters.').waitFor()
  expect(troubles).toEqual([])
})

test('many deployments are tagged, paused, resumed, run and deleted at once; all that a filter finds can be selected', async () => {
  const { client } = server
  const flow_id = (await client.flows.create({ body: { name: 'bulky' } })).id
  const names = Array.from({ length: 52 }, (_, index) => `bulk-${String(index).padStart(2, '0')}`)
  for (const name of names) await client.deployments.create({ body: { name, flow_id, work_pool_name: 'local' } })
  const all = (): Promise<Deployment[]> => client.deployments.filter({ body: { flows: { id: { any_: [flow_id] } } } })
  const { page, troubles } = await chromium.openPage('/deployments?name=bulky')
  const bar = page.getByRole('region', { name: /selected$/ })
  const told = (words: string) => page.getByText(words, { exact: true }).first().waitFor()
  // With Shift all rows between two.
  await page.getByLabel('Select bulk-00').check()
  await page.getByLabel('Select bulk-02').click({ modifiers: ['Shift'] })
  await bar.getByText('3 deployments selected').waitFor()
  expect(await bar.getByRole('button', { name: 'Resume 0 of 3' }).isDisabled()).toBe(true)
  expect(await axeFindings(page)).toEqual([])
  await bar.getByRole('button', { name: 'Run', exact: true }).click()
  await told('3 deployments done.')
  const runs = await client.flowRuns.filter({ body: { flows: { id: { any_: [flow_id] } } } })
  expect(runs.length).toBe(3)
  await page.getByLabel('Select all on this page').check()
  await bar.getByRole('button', { name: 'Select all 52 that match' }).click()
  await bar.getByText('52 deployments selected').waitFor()
  await bar.getByRole('button', { name: 'Tags…' }).click()
  await page.getByRole('dialog').getByLabel('Give them a tag').fill('moved')
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click()
  await told('52 deployments done.')
  expect((await all()).every(({ tags }) => tags.includes('moved'))).toBe(true)
  await page.getByLabel('Select bulk-01').check()
  await bar.getByRole('button', { name: 'Pause', exact: true }).click()
  await told('1 deployment done.')
  await row(page, 'bulk-01').getByText('Paused').filter({ visible: true }).waitFor()
  await page.getByLabel('Select all on this page').check()
  await bar.getByRole('button', { name: 'Select all 52 that match' }).click()
  await bar.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No deployment matches these filters.').waitFor()
  expect(await all()).toEqual([])
  expect(troubles).toEqual([])
})

test('S216: every field of a deployment that a file has has an input', async () => {
  const { page, troubles } = await chromium.openPage(`/deployments/deployment/${ids.edited}/edit`)
  await page.getByText('Nothing has changed yet.').waitFor()
  for (const label of [
    'Description',
    'Version',
    'Tags',
    'Runs at once, at most',
    'When that many run',
    'Work pool',
    'Work queue',
    'Job variables',
    'Entrypoint',
    'Path',
    'Steps that fetch the code',
    'Refuse parameters that the schema does not allow',
  ]) {
    expect(await page.getByLabel(label, { exact: true }).count(), label).toBe(1)
  }
  await page.getByLabel('Description', { exact: true }).fill('Looks up the **weather**.')
  await page.getByLabel('Version', { exact: true }).fill('2')
  await page.getByLabel('When that many run', { exact: true }).selectOption('CANCEL_NEW')
  await page.getByLabel('Entrypoint', { exact: true }).fill(`${FLOW}:waits`)
  await page.getByLabel('Path', { exact: true }).fill('/srv')
  await page
    .getByLabel('Steps that fetch the code', { exact: true })
    .fill('[{"prefect.deployments.steps.set_working_directory": {"directory": "/srv"}}]')
  await page.getByLabel('Refuse parameters that the schema does not allow').uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('.markdown strong').getByText('weather').waitFor()
  expect(await server.client.deployments.read({ params: { id: ids.edited } })).toMatchObject({
    description: 'Looks up the **weather**.',
    version: '2',
    path: '/srv',
    enforce_parameter_schema: false,
    concurrency_options: { collision_strategy: 'CANCEL_NEW' },
    pull_steps: [{ 'prefect.deployments.steps.set_working_directory': { directory: '/srv' } }],
  })
  expect(troubles).toEqual([])
})

test('S215: a custom run takes typed parameters, a time, a name, tags and job variables', async () => {
  const { page, troubles } = await chromium.openPage(`/deployments/deployment/${ids.weather}/run`)
  const since = Date.now() - 2000
  await page.getByLabel('city', { exact: true }).fill('Bergen')
  await page.getByLabel('days', { exact: true }).fill('0')
  await page.getByLabel('deep', { exact: true }).selectOption('True')
  await page.getByLabel('mode', { exact: true }).selectOption('slow')
  await page.getByLabel('since', { exact: true }).fill('2026-02-03')
  await page.getByLabel('limit: kind of value', { exact: true }).selectOption('string')
  await page.getByLabel('string', { exact: true }).fill('12')
  // The choice stays, whatever the text looks like.
  expect(await page.getByLabel('limit: kind of value', { exact: true }).locator('option:checked').innerText()).toBe('string')
  await page.getByRole('button', { name: 'names: add an item' }).click()
  await page.getByLabel('Item 1', { exact: true }).fill('Ada')
  await page.getByRole('button', { name: 'place: set a value' }).click()
  await page.getByLabel('lat', { exact: true }).fill('60.4')
  await page.getByRole('button', { name: 'JSON' }).click()
  expect(JSON.parse(await page.getByLabel('JSON', { exact: true }).last().inputValue())).toEqual({
    city: 'Bergen',
    days: 0,
    deep: true,
    mode: 'slow',
    since: '2026-02-03',
    limit: '12',
    names: ['Ada'],
    place: { lat: 60.4 },
  })
  await page.getByRole('button', { name: 'Form' }).click()
  await page.getByRole('radio', { name: 'At a time' }).check()
  await page.getByLabel('Time (Europe/Berlin)', { exact: true }).fill('2031-07-01T09:30')
  await page.getByLabel('Name of the run', { exact: true }).fill('by-hand')
  await page.getByLabel('Tags', { exact: true }).fill('special')
  await page.getByLabel('Job variables', { exact: true }).fill('{"env": {"A": "1"}}')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  // Zero days are refused beside the field.
  const days = page.getByLabel('days', { exact: true })
  await page.getByText(/0 is less than the minimum of 1/).waitFor()
  expect(await days.getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByLabel('limit: kind of value', { exact: true }).locator('option:checked').innerText()).toBe('string')
  await screenshot(page, 'deployment-run')
  await days.fill('3')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const run = await madeRun(ids.weather, since)
  expect(run).toMatchObject({
    name: 'by-hand',
    job_variables: { env: { A: '1' } },
    parameters: { days: 3, limit: '12', place: { lat: 60.4 } },
  })
  expect(run.tags).toContain('special')
  expect(Date.parse(run.expected_start_time ?? '')).toBe(Date.parse('2031-07-01T07:30:00Z'))
  await page.getByRole('link', { name: 'by-hand' }).waitFor()
  expect(troubles).toEqual([])
})

test('S212: every kind of parameter that pydantic describes has a field; form and JSON say the same; what the server refuses stands at it', async () => {
  // Written by Prefect 3.8.8 for a flow whose parameters are of all these types.
  const schema = JSON.parse(await readFile(join(import.meta.dirname, 'pydantic-schema.json'), 'utf8'))
  const { client } = server
  const deployment = await client.deployments.create({
    body: { name: 'typed', flow_id: ids.flow, work_pool_name: 'local', parameter_openapi_schema: schema, enforce_parameter_schema: true },
  })
  const blockTypes = await client.blockTypes.filter({ body: { block_types: { slug: { any_: ['secret'] } } } })
  const [blockSchema] = await client.blockSchemas.filter({
    body: { block_schemas: { block_type_id: { any_: blockTypes.map(({ id }) => id) } } },
  })
  const block = await client.blockDocuments.create({
    body: { name: 'key', block_type_id: blockTypes[0]?.id ?? '', block_schema_id: blockSchema?.id ?? '', data: { value: 'hunter2' } },
  })
  const given = {
    text: 'a',
    whole: 2,
    share: 0.5,
    yes: false,
    maybe: 'b',
    either: 'three',
    three: 4,
    colour: 'green',
    level: 2,
    literal: true,
    few: [1, 2],
    place: { lat: 60.4, lon: 5.3 },
    pet: { kind: 'dog', tricks: ['sit'] },
    pets: [
      { kind: 'cat', lives: 3 },
      { kind: 'dog', tricks: [] },
    ],
    places: { home: { lat: 1, lon: 2, label: 'Home' } },
    counts: { a: 1 },
    nested: { a: [1, 2] },
    tree: { name: 'root', children: [{ name: 'leaf', children: [] }] },
    point: { x: 1 },
    box: { width: 3 },
    same: { size: 4 },
    deep: { place: { lat: 1, lon: 2 }, others: { b: { lat: 3, lon: 4 } } },
    pair: [2, 'b'],
    many: [1, 2, 3],
    unique: ['x'],
    day: '2026-02-03',
    at: '2026-02-03T10:00:00Z',
    span: 'PT1H',
    ident: '3f2b8c1e-5a7d-4e9b-9c41-2d6f80a1b7e3',
    money: '2.50',
    url: 'https://example.com/',
    anything: [{ a: null }],
    obj: { any: 1 },
    lst: [1, 'b'],
  }
  const { page, troubles } = await chromium.openPage(`/deployments/deployment/${deployment.id}/run`)
  const since = Date.now() - 2000
  for (const name of Object.keys(schema.properties)) {
    await page
      .getByText(new RegExp(`^${name}\\b`))
      .first()
      .waitFor()
  }
  expect(await faultsOf(page, 'deployment-run-typed')).toEqual([])
  const json = page.getByRole('button', { name: 'JSON', exact: true })
  const form = page.getByRole('button', { name: 'Form', exact: true })
  const text = page.getByLabel('JSON', { exact: true }).last()
  await json.click()
  await text.fill(JSON.stringify({ ...given, place: { lat: 200, lon: 5.3 } }))
  await form.click()
  // What is not touched is not changed by being shown.
  await json.click()
  expect(JSON.parse(await text.inputValue())).toEqual({ ...given, place: { lat: 200, lon: 5.3 } })
  await form.click()
  expect(await faultsOf(page, 'deployment-run-typed-filled')).toEqual([])
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const lat = page.getByLabel('Lat', { exact: true }).first()
  await page
    .getByText(/200.* is greater than the maximum of 90/)
    .first()
    .waitFor()
  expect(await lat.getAttribute('aria-invalid')).toBe('true')
  await lat.fill('60.4')
  await page.getByLabel('block (secret)', { exact: true }).selectOption('key')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const run = await madeRun(deployment.id, since)
  expect(run.parameters).toEqual({ ...given, block: { $ref: { block_document_id: block.id } } })
  expect(troubles).toEqual([])
})

test('S212: a run is like an earlier one, with a variable in place of a value, and says where it differs', async () => {
  await server.client.variables.create({ body: { name: 'people', value: ['Ada', 'Grace'], tags: [] } })
  const [earlier] = await server.client.flowRuns.filter({
    body: {
      deployments: { id: { any_: [ids.weather] } },
      sort: 'ID_DESC',
      flow_runs: { state: { type: { any_: ['SCHEDULED'] } }, expected_start_time: { before_: new Date().toISOString() } },
    },
  })
  await server.client.flowRuns.setState({ params: { id: earlier?.id ?? '' }, body: { state: { type: 'COMPLETED' }, force: true } })
  const { page, troubles } = await chromium.openPage(`/deployments/deployment/${ids.weather}/run`)
  const since = Date.now() - 2000
  await page.getByText('Just as the deployment has it.').waitFor()
  await page.getByRole('button', { name: 'Copy from an earlier run' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /Kyoto/ }).click()
  expect(await page.getByLabel('city', { exact: true }).inputValue()).toBe('Kyoto')
  await page.getByText('Differs in city.').waitFor()
  await page.getByLabel('city', { exact: true }).fill('Lima')
  await page.getByRole('button', { name: 'names: something else than a value' }).click()
  await page.getByRole('menuitem', { name: 'Take it from a variable' }).click()
  await page.getByLabel('names', { exact: true }).fill('people')
  await page.getByLabel('Retries', { exact: true }).fill('2')
  await page.getByText('Differs in city, names, and Retries.').waitFor()
  await page.getByText(/^millrace deployment run forecast\/weather --param 'city="Lima"'/).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByLabel('city', { exact: true }).press('Control+Enter')
  expect(await madeRun(ids.weather, since)).toMatchObject({
    parameters: { city: 'Lima', names: ['Ada', 'Grace'] },
    empirical_policy: { retries: 2 },
  })
  expect(troubles).toEqual([])
})

test('a deployment is copied as text, and duplicated under a name that is free', async () => {
  const { page, troubles } = await chromium.openPage(`/deployments/deployment/${ids.weather}`)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const choose = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name, exact: true }).click()
  }
  await page.getByRole('link', { name: 'forecast' }).first().waitFor()
  await choose('Copy as YAML')
  await eventually('it is copied', async () => {
    const copied = await page.evaluate<string>('navigator.clipboard.readText()')
    return copied.startsWith('deployments:\n  - name: weather\n') || undefined
  })
  await choose('Duplicate')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('plain')
  await dialog.getByRole('button', { name: 'Duplicate' }).click()
  await dialog.getByText('The flow has a deployment "plain" already.').waitFor()
  await dialog.getByLabel('Name', { exact: true }).fill('weather-2')
  await dialog.getByRole('button', { name: 'Duplicate' }).click()
  await page.getByRole('heading', { name: 'weather-2' }).waitFor()
  const made = await server.client.deployments.readByName({ params: { flow_name: 'forecast', deployment_name: 'weather-2' } })
  expect(made).toMatchObject({ tags: ['daily', 'europe'], work_pool_name: 'local', schedules: [{ active: false }] })
  await server.client.deployments.delete({ params: { id: made.id } })
  expect(troubles).toEqual([])
})

test('S216: schedules are added with a preview, switched, changed and deleted; the deployment is paused', async () => {
  const { page, troubles } = await chromium.openPage(`/deployments/deployment/${ids.plain}`)
  await page.getByText('It has no schedule').waitFor()
  await page.getByRole('button', { name: 'Add a schedule' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Cron expression', { exact: true }).fill('61 2 * * *')
  await dialog.getByText(/Invalid cron string/).waitFor()
  await dialog.getByLabel('Cron expression', { exact: true }).fill('30 2 * * *')
  // A year ahead it says on which days the clocks change, and what comes of it.
  await dialog.getByLabel('Time zone', { exact: true }).fill('Europe/Berlin')
  await dialog.getByText(/the clocks go forward: .* instead of 02:30\./).waitFor()
  // The choices and the text say the same.
  await dialog.getByLabel('How often', { exact: true }).selectOption('Weeks')
  await dialog.getByLabel('Fri', { exact: true }).check()
  expect(await dialog.getByLabel('Cron expression', { exact: true }).inputValue()).toBe('30 2 * * 1,5')
  await dialog.getByText('Every Monday and Friday at 02:30, Europe/Berlin').waitFor()
  await dialog.getByLabel('How often', { exact: true }).selectOption('Days')
  await dialog.getByLabel('Time zone', { exact: true }).fill('Asia/Tokyo')
  await dialog.getByText('In Europe/Berlin').waitFor()
  expect(await dialog.getByRole('row').count()).toBe(11)
  await screenshot(page, 'schedule')
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByLabel('Schedules').getByText('Every day at 02:30, Asia/Tokyo').waitFor()
  const stored = () => server.client.deployments.listSchedules({ params: { id: ids.plain } })
  expect(await stored()).toMatchObject([{ schedule: { cron: '30 2 * * *', timezone: 'Asia/Tokyo' }, active: true }])
  await page.getByRole('switch').uncheck()
  await eventually('it is off', async () => ((await stored())[0]?.active === false ? true : undefined))
  await page.getByRole('button', { name: /^Edit Every day/ }).click()
  await dialog.getByLabel('Kind', { exact: true }).selectOption('interval')
  await dialog.getByLabel('Seconds between two runs', { exact: true }).fill('7200')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByLabel('Schedules').getByText('Every 2 hours, Asia/Tokyo').waitFor()
  expect(await stored()).toMatchObject([{ schedule: { interval: 7200 }, active: false }])
  await page.getByRole('button', { name: /^Delete Every 2 h/ }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('It has no schedule').waitFor()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByRole('button', { name: 'Resume', exact: true }).waitFor()
  expect((await server.client.deployments.read({ params: { id: ids.plain } })).paused).toBe(true)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'Deployments', exact: true }).waitFor()
  await page.getByRole('link', { name: 'plain', exact: true }).waitFor({ state: 'detached' })
  expect(troubles).toEqual([])
})

test.each([
  ['light', 1440],
  ['dark', 390],
] as const)('axe finds nothing on the pages of deployments, %s at %i pixels, and nothing is cut off', async (theme, width) => {
  for (const [name, path, shown] of [
    ['deployments', '/deployments', 'weather'],
    ['deployment', `/deployments/deployment/${ids.weather}`, 'Every day at 02:30, Europe/Berlin'],
    ['deployment-parameters', `/deployments/deployment/${ids.weather}?tab=parameters`, 'days'],
    ['deployment-versions', `/deployments/deployment/${ids.weather}?tab=versions`, 'The versions that its latest 200 runs had.'],
    ['deployment-run', `/deployments/deployment/${ids.weather}/run`, 'Where to look'],
    ['deployment-edit', `/deployments/deployment/${ids.weather}/edit`, 'Nothing has changed yet.'],
  ] as const) {
    const { page, troubles } = await chromium.openPage(path, { theme, width })
    await page.getByText(shown).first().waitFor()
    const faults = await faultsOf(page, `${name}-${theme}-${width}`)
    expect([...faults, ...(width === 390 ? await reflowFaults(page) : [])], path).toEqual([])
    expect(troubles, path).toEqual([])
  }
})
