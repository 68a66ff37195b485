import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

/** What a page did that it must not: errors, calls that failed, requests to another host. */
export interface Watched {
  readonly page: Page
  readonly troubles: string[]
  /** The calls to the API since the page was opened, as `POST /api/flow_runs/filter`. */
  readonly calls: string[]
}

/** How a page is looked at. */
interface Look {
  readonly theme?: 'light' | 'dark'
  /** In CSS pixels; 1440 by 900 where none is given. */
  readonly width?: number
}

/** One Chromium for the tests of a file. */
export interface Chromium extends AsyncDisposable {
  /** Opens an address below the server's root, and notes from then on what goes wrong. */
  readonly openPage: (path: string, look?: Look) => Promise<Watched>
}

const ACCESSIBILITY = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Starts the system's Chromium for the UI of a server whose API's address ends in `/api`. */
export async function startChromium(apiUrl: string): Promise<Chromium> {
  const root = apiUrl.replace(/\/api$/, '')
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const contexts: BrowserContext[] = []
  return {
    async openPage(path, { theme = 'light', width = 1440 } = {}) {
      const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 900 }, timezoneId: 'Europe/Berlin' })
      contexts.push(context)
      const page = await context.newPage()
      page.setDefaultTimeout(20_000)
      const watched = { page, troubles: [], calls: [] }
      watch(watched, root)
      await page.goto(`${root}${path}`)
      return watched
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context.close()
      await browser.close()
    },
  }
}

function watch({ page, troubles, calls }: Watched, root: string): void {
  page.on('request', (request) => {
    const url = request.url()
    if (url.startsWith(`${root}/api/`)) calls.push(`${request.method()} ${url.slice(root.length)}`)
    else if (!url.startsWith(`${root}/`) && !/^(?:data|blob):/.test(url)) troubles.push(`asked another host: ${url}`)
  })
  page.on('requestfailed', (request) => {
    // A call that the page gave up itself, since the next page was asked for.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') troubles.push(`${request.method()} ${request.url()} failed`)
  })
  page.on('pageerror', (error) => troubles.push(`threw ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`)
  })
}

let script: Promise<string> | undefined

/** The script of axe, read once. */
const axeScript = (): Promise<string> => (script ??= readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'))

/** What axe finds against WCAG 2.2 AA, each with the elements it is about. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Evaluated by the debugger, since the page's policy admits no script of others; once for a page that is looked at again.
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(await axeScript())
  const { violations } = await page.evaluate<AxeResults, readonly string[]>(
    (values) =>
      (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({
        runOnly: { type: 'tag', values },
      }),
    ACCESSIBILITY,
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

/** True when nothing of the page is cut off sideways. */
export const fitsTheScreen = (page: Page): Promise<boolean> => page.evaluate('document.documentElement.scrollWidth <= innerWidth')

/** The spaces within texts that somebody may want (WCAG 1.4.12). */
const SPACED = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }'

/**
 * What does not fit where there is less room than usual: 320 pixels (WCAG 1.4.10), and there texts with more space within, and those of
 * another language, which are longer by two fifths. Leaves the page as it is then, until another one is shown.
 */
export async function reflowFaults(page: Page): Promise<string[]> {
  await page.setViewportSize({ width: 320, height: 800 })
  const fits = await fitsTheScreen(page)
  const style = await page.addStyleTag({ content: SPACED })
  const spaced = await fitsTheScreen(page)
  await style.evaluate((element) => element.remove())
  await page.evaluate(LENGTHEN)
  const longer = await fitsTheScreen(page)
  return [
    ...(fits ? [] : ['it is wider than 320 pixels']),
    ...(spaced ? [] : ['it is wider than 320 pixels with more space in its texts']),
    ...(longer ? [] : ['it is wider than 320 pixels with longer texts']),
  ]
}

/** Makes every text of a page's content longer, with accents on its vowels; numbers and what is typed stay. */
const LENGTHEN = `{
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
  const found = []
  while (texts.nextNode()) found.push(texts.currentNode)
  for (const node of found) {
    const text = node.data.trim()
    if (text === '' || !/[a-z]/i.test(text) || ['SCRIPT', 'STYLE', 'OPTION'].includes(node.parentElement?.tagName)) continue
    const accented = text.replaceAll(/[aeiou]/g, (vowel) => 'áéíóú'['aeiou'.indexOf(vowel)])
    node.data = accented + ' ' + text.slice(0, Math.ceil(text.length * 0.4))
  }
}`

/** Writes what is seen to `UI_SCREENSHOTS`, a folder, for whoever changes a page; does nothing without it. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['UI_SCREENSHOTS']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

/** What is wrong with a page as it is shown: what axe finds, and whether something is cut off. Its picture is taken under `name`. */
export async function faultsOf(page: Page, name: string): Promise<string[]> {
  await screenshot(page, name)
  return [...(await axeFindings(page)), ...((await fitsTheScreen(page)) ? [] : ['it is wider than the screen'])]
}
