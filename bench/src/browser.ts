import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'

/** What a page cost from its address until one could read it, and after. */
export interface Visit {
  /** Milliseconds until what one came for was on the screen. */
  readonly readable: number
  /** Calls of the API in the first six seconds, and in the six after. */
  readonly calls: number
  readonly idleCalls: number
  /** Bytes of scripts, and of everything, as they were sent. */
  readonly scriptBytes: number
  readonly bytes: number
  readonly nodes: number
  /** Elements in which axe finds a fault against WCAG 2.2 AA. */
  readonly faults: number
}

/** Frames of a second while something scrolled, and the longest of them in milliseconds. */
interface Scrolling {
  readonly frames: number
  readonly longest: number
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const WINDOW = 6000

/** The system's Chromium, without a window. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })

/** Opens an address in a fresh profile, with an empty cache, and waits for `isReadable`; the page stays open for more. */
export async function visit(
  browser: Browser,
  url: string,
  isReadable: (page: Page) => Promise<unknown>,
): Promise<Visit & { readonly page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  const kinds = new Map<string, string>()
  const sent = { script: 0, all: 0, calls: 0 }
  const { origin } = new URL(url)
  // Nothing leaves the machine: what asks for another host is counted by nobody.
  await page.route(
    (address) => address.origin !== origin,
    (route) => route.abort(),
  )
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    sent.all += encodedDataLength
    if (kinds.get(requestId) === 'Script') sent.script += encodedDataLength
  })
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/api/')) sent.calls += 1
  })
  const began = performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  await isReadable(page)
  const readable = performance.now() - began
  await page.waitForTimeout(Math.max(0, WINDOW - readable))
  const { calls, script, all } = sent
  await page.waitForTimeout(WINDOW)
  const nodes = await page.evaluate<number>('document.querySelectorAll("*").length')
  return { readable, calls, idleCalls: sent.calls - calls, scriptBytes: script, bytes: all, nodes, faults: await faultsOf(page), page }
}

async function faultsOf(page: Page): Promise<number> {
  await page.evaluate(await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'))
  const { violations } = await page.evaluate<AxeResults, readonly string[]>(
    (values) =>
      (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({ runOnly: { type: 'tag', values } }),
    TAGS,
  )
  return violations.reduce((sum, { nodes }) => sum + nodes.length, 0)
}

/** Scrolls by a hundred pixels a frame for three seconds: an element by its selector, or the page where there is none. */
export const scrolling = (page: Page, selector: string | undefined): Promise<Scrolling> =>
  page.evaluate<Scrolling>(`new Promise((resolve) => {
    const element = ${selector === undefined ? 'document.scrollingElement' : `document.querySelector(${JSON.stringify(selector)})`}
    const times = []
    const step = (now) => {
      times.push(now)
      element.scrollTop += 100
      if (now - times[0] < 3000) return requestAnimationFrame(step)
      const gaps = times.slice(1).map((time, index) => time - times[index])
      resolve({ frames: (gaps.length / (now - times[0])) * 1000, longest: Math.max(...gaps) })
    }
    requestAnimationFrame(step)
  })`)
