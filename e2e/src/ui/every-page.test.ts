import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOf, fitsTheScreen, reflowFaults, type Watched } from './browser.ts'
import { NO_IDS } from './filled/fill-server.ts'
import { AWKWARD } from './filled/names.ts'
import { pagesOf, show } from './filled/pages.ts'
import { type FilledServer, startFilled } from './filled/start-filled.ts'

let started: FilledServer
let watched: Watched

beforeAll(async () => {
  started = await startFilled(AWKWARD)
  // One page for all: the browser keeps what it has loaded.
  watched = await started.chromium.openPage('/')
})

afterAll(() => started[Symbol.asyncDispose]())

/** What of a page is not as it was written: HTML in a name that became elements. */
const injected = (page: Page): Promise<boolean> =>
  page.evaluate(`document.title === 'taken' || document.querySelector('img[src="x"]') !== null`)

/** Each look at a page that is loaded once: it follows the theme of the system and the width of the screen by itself. */
const LOOKS = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 390 },
] as const

/** Lists, which may make three calls; every other page may make six. */
const LISTS: ReadonlySet<string> = new Set([
  'runs',
  'task-runs',
  'flows',
  'deployments',
  'work-pools',
  'concurrency-limits',
  'automations',
  'events',
  'blocks',
  'variables',
  'artifacts',
])

test.each(pagesOf(NO_IDS, AWKWARD).map(({ name }) => name))(
  'with names of 200 characters, of any script and of HTML, axe finds nothing on the page %s, light or dark, nothing is cut off at any width, and few calls fill it',
  async (name) => {
    const { page, troubles, calls } = watched
    troubles.length = 0
    // Those of the page before are none of its own.
    page.once('framenavigated', () => calls.splice(0))
    const shown = pagesOf(started.ids, AWKWARD).find((each) => each.name === name)
    if (shown === undefined) throw new Error(`there is no page ${name}`)
    const faults: string[] = []
    for (const { colorScheme, width } of LOOKS) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      if (width === LOOKS[0].width) await show(page, shown)
      const found = await faultsOf(page, `awkward-${name}-${colorScheme}-${width}`)
      faults.push(...found.map((fault) => `${colorScheme}, ${width} pixels: ${fault}`))
      // With those beside every page, until it has been there for a while.
      if (width === LOOKS[0].width && calls.length > (LISTS.has(name) ? 3 : 6))
        faults.push(`it makes ${calls.length} calls: ${calls.join(', ')}`)
    }
    // At 200 % a screen of 1440 by 900 has half as many pixels.
    await page.setViewportSize({ width: 720, height: 450 })
    if (!(await fitsTheScreen(page))) faults.push('it is wider than the screen at 200 %')
    faults.push(...(await reflowFaults(page)))
    if (await injected(page)) faults.push('HTML of a name became elements')
    expect(faults).toEqual([])
    expect(troubles).toEqual([])
  },
)
