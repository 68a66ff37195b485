import { eventually } from '@millrace/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, screenshot } from '../browser.ts'
import { FLOW, startWeather, type Weather } from './weather.ts'

let started: Weather

beforeAll(async () => {
  started = await startWeather()
})

afterAll(() => started[Symbol.asyncDispose]())

test('S082 S213: parameters and other fields are edited, and the differences shown before they are saved', async () => {
  const { page, troubles } = await started.chromium.openPage(`/deployments/deployment/${started.ids.edited}/edit`)
  await page.getByLabel('city', { exact: true }).fill('Oslo')
  await page.getByLabel('Tags', { exact: true }).fill('nightly, europe')
  await page.getByLabel('Runs at once, at most', { exact: true }).fill('2')
  const changes = page.getByRole('table', { name: 'What is going to change' })
  expect(await changes.getByRole('row').count()).toBe(4)
  await changes.getByRole('row', { name: 'Parameters: city Quito Oslo' }).waitFor()
  // What the pool's template does not allow is refused beside its field.
  const variables = page.getByRole('group', { name: 'Job variables' })
  await variables.getByRole('button', { name: 'JSON', exact: true }).click()
  await variables.getByLabel('JSON', { exact: true }).fill('{"stream_output": "maybe"}')
  await page.getByRole('button', { name: 'Save' }).click()
  await page
    .getByText(/Error updating deployment/)
    .first()
    .waitFor()
  await variables.getByRole('button', { name: 'Form', exact: true }).click()
  await variables.locator('[aria-invalid=true]').waitFor()
  await variables.getByRole('button', { name: 'JSON', exact: true }).click()
  await variables.getByLabel('JSON', { exact: true }).fill('{}')
  // Somebody else is faster: both are shown, nothing of theirs is lost.
  await started.server.client.deployments.update({ params: { id: started.ids.edited }, body: { description: 'by ada', tags: ['theirs'] } })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Somebody has changed this deployment').waitFor()
  await changes.getByText('theirs').waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'edited', exact: true }).waitFor()
  expect(await started.server.client.deployments.read({ params: { id: started.ids.edited } })).toMatchObject({
    parameters: { city: 'Oslo' },
    tags: ['nightly', 'europe'],
    global_concurrency_limit: { limit: 2 },
    description: 'by ada',
  })
  // The browser notes every answer of 422 on its console.
  expect(troubles.filter((trouble) => !trouble.includes('422'))).toEqual([])
})

test('S216: every field of a deployment that a file has has an input', async () => {
  const { page, troubles } = await started.chromium.openPage(`/deployments/deployment/${started.ids.edited}/edit`)
  await page.getByText('Nothing has changed yet.').waitFor()
  for (const label of [
    'Description',
    'Version',
    'Tags',
    'Runs at once, at most',
    'When that many run',
    'Work pool',
    'Work queue',
    'Working Directory',
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
  expect(await started.server.client.deployments.read({ params: { id: started.ids.edited } })).toMatchObject({
    description: 'Looks up the **weather**.',
    version: '2',
    path: '/srv',
    enforce_parameter_schema: false,
    concurrency_options: { collision_strategy: 'CANCEL_NEW' },
    pull_steps: [{ 'prefect.deployments.steps.set_working_directory': { directory: '/srv' } }],
  })
  expect(troubles).toEqual([])
})

test('a deployment is copied as text, and duplicated under a name that is free', async () => {
  const { page, troubles } = await started.chromium.openPage(`/deployments/deployment/${started.ids.weather}`)
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
  const made = await started.server.client.deployments.readByName({ params: { flow_name: 'forecast', deployment_name: 'weather-2' } })
  expect(made).toMatchObject({ tags: ['daily', 'europe'], work_pool_name: 'local', schedules: [{ active: false }] })
  await started.server.client.deployments.delete({ params: { id: made.id } })
  expect(troubles).toEqual([])
})

test('S216: schedules are added with a preview, switched, changed and deleted; the deployment is paused', async () => {
  const { page, troubles } = await started.chromium.openPage(`/deployments/deployment/${started.ids.plain}`)
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
  const stored = () => started.server.client.deployments.listSchedules({ params: { id: started.ids.plain } })
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
  expect((await started.server.client.deployments.read({ params: { id: started.ids.plain } })).paused).toBe(true)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'Deployments', exact: true }).waitFor()
  await page.getByRole('link', { name: 'plain', exact: true }).waitFor({ state: 'detached' })
  expect(troubles).toEqual([])
})
