import type { DefineCommand } from '../../command.ts'
import { uiUrl } from '../../lookups/ui-url.ts'
import { openBrowser } from '../../output/open-browser.ts'

/** `millrace dashboard open` */
export const open: DefineCommand = (command, { output, settings, io }) =>
  command.action(async () => {
    const url = await uiUrl(await settings())
    await openBrowser(url, io)
    output.line({ text: `Opened '${url}' in browser.`, style: 'green' })
  })
