import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, faultsOf, screenshot } from '../browser.ts'
import { startWeather, type Weather } from './weather.ts'

let started: Weather

beforeAll(async () => {
  started = await startWeather()
})

afterAll(() => started[Symbol.asyncDispose]())

test('S212: a quick run asks for what is missing, and for nothing else', async () => {
  const { page, troubles } = await started.chromium.openPage(`/deployments/deployment/${started.ids.weather}`)
  const made = await started.lookOut(started.ids.weather)
  // By its key, as by its button.
  await page.getByRole('button', { name: 'Run weather', exact: true }).waitFor()
  await page.getByLabel('Next runs').getByRole('link').first().waitFor()
  await page.keyboard.press('r')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('city', { exact: true }).waitFor()
  expect(await dialog.getByLabel('days', { exact: true }).count()).toBe(0)
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  await dialog.getByText("'city' is a required property").waitFor()
  await dialog.getByLabel('city', { exact: true }).fill('Kyoto')
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  expect((await made()).parameters).toEqual({ city: 'Kyoto' })
  expect(troubles).toEqual([])
})

test('S215: a custom run takes typed parameters, a time, a name, tags and job variables', async () => {
  const { page, troubles } = await started.chromium.openPage(`/deployments/deployment/${started.ids.weather}/run`)
  const made = await started.lookOut(started.ids.weather)
  await page.getByLabel('city', { exact: true }).fill('Bergen')
  await page.getByLabel('days', { exact: true }).fill('0')
  await page.getByLabel('deep', { exact: true }).selectOption('true')
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
  await page.getByRole('button', { name: 'JSON', exact: true }).first().click()
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
  await page.getByRole('button', { name: 'Form', exact: true }).first().click()
  await page.getByRole('radio', { name: 'At a time' }).check()
  await page.getByLabel('Time (Europe/Berlin)', { exact: true }).fill('2031-07-01T09:30')
  await page.getByLabel('Name of the run', { exact: true }).fill('by-hand')
  await page.getByLabel('Tags', { exact: true }).fill('special')
  // By the template of the work pool.
  const variables = page.getByRole('group', { name: 'Job variables' })
  await variables.getByLabel('Working Directory', { exact: true }).fill('/srv/other')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  // Zero days are refused beside the field.
  const days = page.getByLabel('days', { exact: true })
  await page.getByText(/0 is less than the minimum of 1/).waitFor()
  expect(await days.getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByLabel('limit: kind of value', { exact: true }).locator('option:checked').innerText()).toBe('string')
  await screenshot(page, 'deployment-run')
  await days.fill('3')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const run = await made()
  expect(run).toMatchObject({
    name: 'by-hand',
    job_variables: { working_dir: '/srv/other' },
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
  const { client } = started.server
  const deployment = await client.deployments.create({
    body: {
      name: 'typed',
      flow_id: started.ids.flow,
      work_pool_name: 'local',
      parameter_openapi_schema: schema,
      enforce_parameter_schema: true,
    },
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
  const { page, troubles } = await started.chromium.openPage(`/deployments/deployment/${deployment.id}/run`)
  const made = await started.lookOut(deployment.id)
  for (const name of Object.keys(schema.properties)) {
    await page
      .getByText(new RegExp(`^${name}\\b`))
      .first()
      .waitFor()
  }
  expect(await faultsOf(page, 'deployment-run-typed')).toEqual([])
  const json = page.getByRole('button', { name: 'JSON', exact: true }).first()
  const form = page.getByRole('button', { name: 'Form', exact: true }).first()
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
  const run = await made()
  expect(run.parameters).toEqual({ ...given, block: { $ref: { block_document_id: block.id } } })
  expect(troubles).toEqual([])
})

test('S212: a run is like an earlier one, with a variable in place of a value, and says where it differs', async () => {
  await started.server.client.variables.create({ body: { name: 'people', value: ['Ada', 'Grace'], tags: [] } })
  const [earlier] = await started.server.client.flowRuns.filter({
    body: {
      deployments: { id: { any_: [started.ids.weather] } },
      sort: 'ID_DESC',
      flow_runs: { state: { type: { any_: ['SCHEDULED'] } }, expected_start_time: { before_: new Date().toISOString() } },
    },
  })
  await started.server.client.flowRuns.setState({ params: { id: earlier?.id ?? '' }, body: { state: { type: 'COMPLETED' }, force: true } })
  const { page, troubles } = await started.chromium.openPage(`/deployments/deployment/${started.ids.weather}/run`)
  const made = await started.lookOut(started.ids.weather)
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
  expect(await made()).toMatchObject({
    parameters: { city: 'Lima', names: ['Ada', 'Grace'] },
    empirical_policy: { retries: 2 },
  })
  expect(troubles).toEqual([])
})
