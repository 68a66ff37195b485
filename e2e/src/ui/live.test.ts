import { join } from 'node:path'
import { cleanEnvironment, eventually, startFaultyProxy, startServer, supervise } from '@millrace/testing'
import { expect, test } from 'vitest'
import { startChromium } from './browser.ts'

const SCRIPT = join(import.meta.dirname, '..', '..', 'flows', 'busy.ts')
/** Task runs of each round of the script, and milliseconds that it takes at least; it goes on until it is told that it is enough. */
const [TASKS, PAUSE] = [20, 400]

test('a run is followed while it goes on, and shown as it is when the connection was away meanwhile', async () => {
  await using server = await startServer({}, { ui: true })
  await using proxy = await startFaultyProxy(Number(new URL(server.url).port))
  await using chromium = await startChromium(`http://127.0.0.1:${proxy.port}/api`)
  const argv = [SCRIPT, ...[0, TASKS, PAUSE].map(String)]
  await using script = supervise({ program: process.execPath, argv, env: cleanEnvironment(server.env), typed: true })
  const { id } = await eventually('the run goes on', async () => {
    const [run] = await server.client.flowRuns.filter({ body: { flow_runs: { state: { type: { any_: ['RUNNING'] } } } } })
    return run
  })
  const { page } = await chromium.openPage(`/runs/flow-run/${id}`)
  const counted = async (): Promise<number> => Number((await page.getByText(/^[\d,]+ task runs?$/).innerText()).replaceAll(/\D/g, ''))
  const seen = await counted()
  await expect.poll(counted, { timeout: 30_000 }).toBeGreaterThan(seen)
  await page.getByText('Live', { exact: true }).waitFor()
  proxy.cut()
  await page.getByText('Reconnecting …').waitFor()
  await page.getByText(/^No connection to the server since /).waitFor()
  const missed = await counted()
  await eventually('there is something that the page has not heard of', async () => {
    const { total } = await server.client.views.timeline({ params: { id } })
    return total > missed + TASKS ? true : undefined
  })
  proxy.heal()
  await page.getByText('Live', { exact: true }).waitFor({ timeout: 60_000 })
  await page.getByText(/^No connection to the server since /).waitFor({ state: 'detached' })
  script.type('enough\n')
  expect(await script.ended, script.output()).toBe(0)
  const tasks = await server.client.taskRuns.count({ body: { flow_runs: { id: { any_: [id] } } } })
  expect(tasks).toBeGreaterThan(missed + TASKS)
  await page.getByRole('main').getByText('Completed', { exact: true }).first().waitFor()
  await page.getByText(`${tasks.toLocaleString('en')} task runs`, { exact: true }).waitFor()
  const { total } = await server.client.views.logSummary({ body: { logs: { flow_run_id: { any_: [id] } } } })
  await page.getByText(`${total.toLocaleString('en')} lines`, { exact: true }).waitFor()
})
