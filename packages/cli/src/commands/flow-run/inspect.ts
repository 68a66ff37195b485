import type { DefineCommand } from '../../command.ts'
import { orMissing } from '../../lookups/missing.ts'
import { uiUrl } from '../../lookups/ui-url.ts'
import { format } from '../../options/format.ts'
import { explanationOf, sentencesOf } from '../../runs/explain-run.ts'
import { uuid } from '../../options/parsers.ts'
import { openBrowser } from '../../output/open-browser.ts'

/** `millrace flow-run inspect` */
export const inspect: DefineCommand = (command, { output, client, settings, io }) =>
  command
    .argument('<id>', 'id of the flow run', uuid)
    .option('--web', 'open its page in the browser')
    .addOption(format())
    .action(async (id, { web, output: form }) => {
      const api = await client()
      const run = await orMissing(api.flowRuns.read({ params: { id } }), `Flow run '${id}' not found!`)
      if (web) return await openBrowser(`${await uiUrl(await settings())}/runs/flow-run/${id}`, io)
      if (form === 'json') return output.json(run)
      const explanation = await explanationOf(api, id)
      for (const sentence of explanation === undefined ? [] : sentencesOf(explanation)) output.line(sentence)
      output.object(undefined, run)
    })
