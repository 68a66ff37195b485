import type { DefineCommand } from '../../command.ts'
import { orMissing } from '../../lookups/missing.ts'
import { uiUrl } from '../../lookups/ui-url.ts'
import { format } from '../../options/format.ts'
import { uuid } from '../../options/parsers.ts'
import { openBrowser } from '../../output/open-browser.ts'

/** `millrace task-run inspect` */
export const inspect: DefineCommand = (command, { output, client, settings, io }) =>
  command
    .argument('<id>', 'id of the task run', uuid)
    .option('--web', 'open its page in the browser')
    .addOption(format())
    .action(async (id, { web, output: form }) => {
      const { taskRuns } = await client()
      const run = await orMissing(taskRuns.read({ params: { id } }), `Task run '${id}' not found!`)
      if (web) return await openBrowser(`${await uiUrl(await settings())}/runs/task-run/${id}`, io)
      if (form === 'json') return output.json(run)
      output.object(undefined, run)
    })
