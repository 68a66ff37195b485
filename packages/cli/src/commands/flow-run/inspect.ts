import type { DefineCommand } from '../../command.ts'
import { orMissing } from '../../lookups/missing.ts'
import { format } from '../../options/format.ts'
import { explanationOf, sentencesOf } from '../../runs/explain-run.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace flow-run inspect` */
export const inspect: DefineCommand = (command, { output, client }) =>
  command
    .argument('<id>', 'id of the flow run', uuid)
    .addOption(format())
    .action(async (id, { output: form }) => {
      const api = await client()
      const run = await orMissing(api.flowRuns.read({ params: { id } }), `Flow run '${id}' not found!`)
      if (form === 'json') return output.json(run)
      const explanation = await explanationOf(api, id)
      for (const sentence of explanation === undefined ? [] : sentencesOf(explanation)) output.line(sentence)
      output.object(undefined, run)
    })
