import type { Deployment } from '@millrace/protocol'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, screenshot } from '../browser.ts'
import { startWeather, type Weather } from './weather.ts'

let started: Weather

beforeAll(async () => {
  started = await startWeather()
})

afterAll(() => started[Symbol.asyncDispose]())

const row = (page: Page, name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })

test('S210: the list says of each deployment its status, its runs and its tags, in one call', async () => {
  const { page, troubles, calls } = await started.chromium.openPage('/deployments')
  const weather = row(page, 'weather')
  await weather.getByText('No worker on pool local').filter({ visible: true }).waitFor()
  await weather.getByText('Europe/Berlin').filter({ visible: true }).waitFor()
  await weather.getByText('Never').waitFor()
  await weather.getByText('forecast').waitFor()
  expect(await weather.getByRole('button', { name: 'daily' }).count()).toBe(1)
  expect(new Set(calls.filter((call) => !call.endsWith('/ui/side-bar')))).toEqual(new Set(['POST /api/ui/deployments/rows']))
  await screenshot(page, 'deployments')
  expect(troubles).toEqual([])
})

test('S082 S211: the Run button of a row is in sight and starts a run', async () => {
  const { page, troubles } = await started.chromium.openPage('/deployments')
  const made = await started.lookOut(started.ids.plain)
  const button = page.getByRole('button', { name: 'Run plain', exact: true })
  await button.waitFor()
  const box = await button.boundingBox()
  expect((box?.x ?? 9999) + (box?.width ?? 0)).toBeLessThanOrEqual(1440)
  await button.click()
  const run = await made()
  await page.getByText(`Run ${run.name} is on its way.`).waitFor()
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('heading', { name: run.name }).waitFor()
  expect(troubles).toEqual([])
})

test('S214: name and tag filter the list and stand in its address', async () => {
  const { page, troubles } = await started.chromium.openPage('/deployments')
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
  const { client } = started.server
  const flow_id = (await client.flows.create({ body: { name: 'bulky' } })).id
  const names = Array.from({ length: 52 }, (_, index) => `bulk-${String(index).padStart(2, '0')}`)
  await Promise.all(names.map((name) => client.deployments.create({ body: { name, flow_id, work_pool_name: 'local' } })))
  const all = (): Promise<Deployment[]> => client.deployments.filter({ body: { flows: { id: { any_: [flow_id] } } } })
  const { page, troubles } = await started.chromium.openPage('/deployments?name=bulky')
  const bar = page.getByRole('region', { name: /selected$/ })
  const told = (words: string) => page.getByText(words, { exact: true }).first().waitFor()
  // The server orders them: the last by name are on another page otherwise.
  await page.getByLabel('Order').selectOption('By name, Z to A')
  await page.getByLabel('Select bulk-51').waitFor()
  expect(new URL(page.url()).searchParams.get('sort')).toBe('NAME_DESC')
  await page.getByLabel('Order').selectOption('By name')
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
