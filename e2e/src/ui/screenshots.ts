import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { AWKWARD, PLAIN } from './filled/names.ts'
import { pagesOf, show } from './filled/pages.ts'
import { startFilled } from './filled/start-filled.ts'

/**
 * Pictures of every page, for whoever changes one: `npm run screenshots -w @millrace/e2e -- out`. `--awkward` fills the server with names of
 * two hundred characters; `--page` (several times) and `--width` take fewer.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    awkward: { type: 'boolean', default: false },
    page: { type: 'string', multiple: true },
    width: { type: 'string', multiple: true, default: ['390', '1024', '1440'] },
    theme: { type: 'string', multiple: true, default: ['light', 'dark'] },
  },
})
const folder = positionals[0] ?? 'screenshots'
const names = values.awkward ? AWKWARD : PLAIN
await mkdir(folder, { recursive: true })
await using started = await startFilled(names)
const { chromium, ids } = started
const pages = pagesOf(ids, names).filter(({ name }) => values.page === undefined || values.page.includes(name))
for (const width of values.width.map(Number)) {
  for (const theme of values.theme) {
    const { page, troubles } = await chromium.openPage('/', { theme: theme === 'dark' ? 'dark' : 'light', width })
    for (const shown of pages) {
      await show(page, shown).catch((error: unknown) => process.stderr.write(`${shown.name}: ${String(error)}\n`))
      await page.waitForLoadState('networkidle')
      await page.screenshot({ path: join(folder, `${shown.name}-${width}-${theme}.png`), fullPage: true })
    }
    for (const trouble of troubles) process.stderr.write(`${trouble}\n`)
  }
}
