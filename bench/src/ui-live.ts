import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { startFaultyProxy } from '@millrace/testing'
import type { CDPSession, Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { printTable } from './print.ts'
import { millrace } from './servers.ts'

const SCRIPT = join(import.meta.dirname, '..', '..', 'e2e', 'flows', 'busy.ts')
/** Task runs, and log lines, a second. */
const RATE = 100
/** Seconds of one row of the table, and for which the connection is taken away in the middle. */
const [SPAN, AWAY] = [10, 5]

/** What the page of a run shows in the end, and what there is. */
interface Counts {
  readonly tasks: string
  readonly lines: string
}

/** The page of a run that makes a hundred task runs and log lines a second: how smooth it stays, what it keeps, what it shows after a gap. */
export async function uiLive(seconds: number): Promise<void> {
  await using server = await millrace('FULL', { MILLRACE_SERVER_UI_ENABLED: 'true' })
  await using proxy = await startFaultyProxy(Number(new URL(server.url).port))
  const env = { ...process.env, MILLRACE_API_URL: server.url, MILLRACE_HOME: server.home }
  const script = spawn(process.execPath, [SCRIPT, String(seconds), String(RATE), '1000'], { env, stdio: 'ignore' })
  const ended = once(script, 'exit')
  const browser = await openBrowser()
  try {
    const id = await runningRun(server.url)
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
    const session = await page.context().newCDPSession(page)
    await page.goto(`http://127.0.0.1:${proxy.port}/runs/flow-run/${id}`)
    await page.getByText(/^[\d,]+ task runs$/).waitFor()
    const rows: string[][] = []
    const spans = Math.floor((seconds - SPAN) / SPAN)
    for (let span = 0; span < spans; span += 1) {
      const isGap = span === Math.floor(spans / 2)
      if (isGap) proxy.cut()
      const frames = await framesOf(page, isGap ? AWAY : SPAN)
      if (isGap) proxy.heal()
      rows.push([isGap ? 'connection away' : String((span + 1) * SPAN), ...frames, ...(await keptBy(page, session))])
    }
    await ended
    await page.getByRole('main').getByText('Completed', { exact: true }).first().waitFor({ timeout: 60_000 })
    // The last events and lines may come a moment after the state.
    await page.waitForTimeout(2000)
    printTable(
      `the page of a run with ${RATE} task runs and log lines a second`,
      ['after s', 'frames/s', 'longest frame ms', 'MB of JavaScript', 'nodes'],
      rows,
    )
    const [shown, stored] = [await shownBy(page), await storedBy(server.url, id)]
    printTable(
      'at the end',
      ['', 'task runs', 'log lines'],
      [
        ['shown', shown.tasks, shown.lines],
        ['stored', stored.tasks, stored.lines],
      ],
    )
  } finally {
    await browser.close()
    script.kill()
  }
}

async function runningRun(url: string): Promise<string> {
  for (;;) {
    const found = await ask<{ id: string }[]>(`${url}/flow_runs/filter`, { flow_runs: { state: { type: { any_: ['RUNNING'] } } } })
    if (found[0] !== undefined) return found[0].id
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const ask = async <Answer>(url: string, body?: object): Promise<Answer> =>
  (await (
    await fetch(
      url,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    )
  ).json()) as Answer

/** Frames a second over some seconds, and the longest of them. */
async function framesOf(page: Page, seconds: number): Promise<[frames: string, longest: string]> {
  const { frames, longest } = await page.evaluate<{ frames: number; longest: number }>(`new Promise((resolve) => {
    const times = []
    const step = (now) => {
      times.push(now)
      if (now - times[0] < ${seconds * 1000}) return requestAnimationFrame(step)
      const gaps = times.slice(1).map((time, index) => time - times[index])
      resolve({ frames: (gaps.length / (now - times[0])) * 1000, longest: Math.max(...gaps) })
    }
    requestAnimationFrame(step)
  })`)
  return [frames.toFixed(1), longest.toFixed(0)]
}

/** What the page holds once what it does not need is cleared away. */
async function keptBy(page: Page, session: CDPSession): Promise<[megabytes: string, nodes: string]> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return [(usedSize / 1e6).toFixed(1), String(await page.evaluate('document.querySelectorAll("*").length'))]
}

async function shownBy(page: Page): Promise<Counts> {
  const of = async (pattern: RegExp): Promise<string> => (await page.getByText(pattern).innerText()).replaceAll(/\D/g, '')
  return { tasks: await of(/^[\d,]+ task runs$/), lines: await of(/^[\d,]+ lines$/) }
}

async function storedBy(url: string, id: string): Promise<Counts> {
  const logs = { flow_run_id: { any_: [id] } }
  const [{ total: tasks }, { total: lines }] = await Promise.all([
    ask<{ total: number }>(`${url}/ui/flow_runs/${id}/timeline`),
    ask<{ total: number }>(`${url}/ui/logs/summary`, { logs }),
  ])
  return { tasks: String(tasks), lines: String(lines) }
}
