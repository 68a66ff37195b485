import { eventually, millrace, type RunningServer, startMillrace, startServer, type Supervised } from '@millrace/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chromium, faultsOf, startChromium } from './browser.ts'

let server: RunningServer
let chromium: Chromium
let worker: Supervised
let flow: string

beforeAll(async () => {
  server = await startServer({}, { ui: true })
  const made = await millrace(['work-pool', 'create', 'local', '--type', 'process'], { env: server.env })
  if (made.code !== 0) throw new Error(made.output)
  worker = startMillrace(['worker', 'start', '-p', 'local', '--name', 'tester'], { env: server.env })
  const { client } = server
  flow = (await client.flows.create({ body: { name: 'forecast' } })).id
  await client.deployments.create({ body: { name: 'weather', flow_id: flow, work_pool_name: 'local' } })
  await client.variables.create({ body: { name: 'place', value: { lat: 60 }, tags: ['geo'] } })
  const [type] = await client.blockTypes.filter({ body: { block_types: { slug: { any_: ['secret'] } } } })
  const [schema] = await client.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [type?.id ?? ''] } } } })
  await client.blockDocuments.create({
    body: { name: 'mail-password', data: { value: 'hunter2' }, block_type_id: type?.id ?? '', block_schema_id: schema?.id ?? '' },
  })
  chromium = await startChromium(server.url)
})

afterAll(async () => {
  await chromium[Symbol.asyncDispose]()
  await worker[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

test('a flow leads to its deployments, and is deleted once its name was typed', async () => {
  const { page, troubles } = await chromium.openPage('/flows')
  await page.getByRole('link', { name: 'forecast' }).waitFor()
  await page.getByRole('cell', { name: '1', exact: true }).waitFor()
  await page.getByRole('link', { name: 'forecast' }).click()
  await page.getByRole('tab', { name: 'Deployments' }).click()
  await page.getByRole('link', { name: 'weather' }).waitFor()
  expect(await page.getByRole('button', { name: 'Run weather' }).count()).toBe(1)
  const doomed = await server.client.flows.create({ body: { name: 'doomed' } })
  await page.goto(new URL(`/flows/flow/${doomed.id}`, page.url()).href)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true)
  await dialog.getByLabel('Type doomed to go on').fill('doomed')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { level: 1, name: 'Flows' }).waitFor()
  expect(await server.client.flows.filter({ body: { flows: { name: { any_: ['doomed'] } } } })).toEqual([])
  expect(troubles).toEqual([])
})

test('a pool shows its workers and queues; it and its queues are paused', async () => {
  const { page, troubles } = await chromium.openPage('/work-pools')
  await page.getByText('1 worker online').waitFor()
  await page.getByRole('link', { name: 'local' }).click()
  await page.getByRole('tab', { name: 'Workers' }).click()
  await page.getByRole('cell', { name: 'tester' }).waitFor()
  await page.getByRole('cell', { name: 'Online' }).waitFor()
  await page.getByRole('cell', { name: '0.1.0' }).waitFor()
  await page.getByRole('tab', { name: 'Deployments' }).click()
  await page.getByRole('button', { name: 'Run weather', exact: true }).waitFor()
  await page.getByRole('tab', { name: 'Job template' }).click()
  await page.getByText('working_dir', { exact: true }).waitFor()
  await page.getByRole('tab', { name: 'Queues' }).click()
  await page.getByRole('button', { name: 'Pause default' }).click()
  await page.getByRole('button', { name: 'Resume default' }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByRole('button', { name: 'Resume', exact: true }).waitFor()
  expect((await server.client.workPools.read({ params: { name: 'local' } })).is_paused).toBe(true)
  expect(troubles).toEqual([])
})

test('queues change their order, and each says what waits in it and who polls', async () => {
  const { client } = server
  await client.workPools.create({ body: { name: 'far', type: 'process' } })
  await client.workPools.createQueue({ params: { work_pool_name: 'far' }, body: { name: 'urgent', priority: 1 } })
  const { id } = await client.deployments.create({
    body: { name: 'distant', flow_id: flow, work_pool_name: 'far', work_queue_name: 'urgent' },
  })
  for (const [name, minutes] of [
    ['second', 1],
    ['first', 2],
  ] as const) {
    const scheduled_time = new Date(Date.now() - minutes * 60_000).toISOString()
    await client.deployments.createFlowRun({
      params: { id },
      body: { name, state: { type: 'SCHEDULED', state_details: { scheduled_time } } },
    })
  }
  const { page, troubles } = await chromium.openPage('/work-pools/work-pool/far?tab=queues')
  await page.getByRole('button', { name: 'Serve urgent later' }).click()
  await eventually('it is served later', async () => {
    const queue = await client.workPools.readQueue({ params: { work_pool_name: 'far', name: 'urgent' } })
    return queue.priority === 2 ? true : undefined
  })
  await page.getByRole('link', { name: 'urgent' }).click()
  await page.getByRole('heading', { name: 'urgent' }).waitFor()
  await page.getByText('No worker of this pool is online.').waitFor()
  const waiting = page.getByRole('table', { name: /Runs that wait/ })
  await waiting.getByRole('link', { name: 'second' }).waitFor()
  expect(await waiting.getByRole('link').allInnerTexts()).toEqual(['first', 'second'])
  expect(await faultsOf(page, 'work-queue')).toEqual([])
  // The second goes to another queue of the pool.
  await page.getByLabel('Select second').check()
  await page.getByLabel('Move to the queue').selectOption('default')
  expect(await faultsOf(page, 'work-queue-move')).toEqual([])
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  await page.getByText('1 run moved.').waitFor()
  await waiting.getByRole('link', { name: 'second' }).waitFor({ state: 'detached' })
  const [moved] = await client.flowRuns.filter({ body: { flow_runs: { name: { any_: ['second'] } } } })
  expect(moved).toMatchObject({ work_queue_name: 'default' })
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('slow lane')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'slow lane' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/work-pools/work-pool/far/queue/slow%20lane')
  await page.goto(new URL('/work-pools', page.url()).href)
  await page.getByRole('row', { name: /far/ }).getByText('the first since').waitFor()
  expect(troubles).toEqual([])
})

test('a variable is made, refused beside its field, changed and deleted', async () => {
  const { page, troubles } = await chromium.openPage('/variables')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'New variable' }).click()
  await dialog.getByLabel('Name', { exact: true }).fill('place')
  await dialog.getByLabel('Kind of value').selectOption('JSON')
  await dialog.getByLabel('Value', { exact: true }).fill('[1, 2]')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText("A variable with the name 'place' already exists.").waitFor()
  expect(await dialog.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe('true')
  await dialog.getByLabel('Name', { exact: true }).fill('numbers')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('cell', { name: '[1,2]' }).waitFor()
  await page.getByRole('button', { name: 'Edit numbers' }).click()
  await dialog.getByLabel('Value', { exact: true }).fill('"three"')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('cell', { name: '"three"' }).waitFor()
  await page.getByRole('button', { name: 'Delete numbers' }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  // Behind a dialog nothing has a role: what is gone is gone once it has closed.
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('cell', { name: '"three"' }).waitFor({ state: 'detached' })
  // For a while it can be had back.
  await page.getByText('numbers is deleted.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('cell', { name: '"three"' }).waitFor()
  const head = page.getByRole('columnheader', { name: 'Name' })
  await head.getByRole('button').click()
  await page.locator('tbody tr:first-child', { hasText: 'numbers' }).waitFor()
  await head.getByRole('button').click()
  await page.locator('tbody tr:first-child', { hasText: 'place' }).waitFor()
  expect(new URL(page.url()).searchParams.get('sort')).toBe('-name')
  const names = (await server.client.variables.filter({ body: {} })).map(({ name }) => name)
  expect(names.toSorted()).toEqual(['numbers', 'place'])
  // The browser notes every answer of 409 on its console.
  expect(troubles.filter((trouble) => !trouble.includes('409'))).toEqual([])
})

test('blocks are listed without their secrets', async () => {
  const { page, troubles } = await chromium.openPage('/blocks?name=mail')
  await page.getByRole('cell', { name: 'mail-password' }).waitFor()
  await page.getByRole('cell', { name: 'Secret', exact: true }).waitFor()
  expect(await page.content()).not.toContain('hunter2')
  expect(troubles).toEqual([])
})
