import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findFlowRun } from '../../lookups/flow-runs.ts'
import { format } from '../../options/format.ts'
import { stateStyle } from '../../output/states.ts'
import { explanationOf, sentencesOf } from '../../runs/explain-run.ts'

/** `millrace flow-run explain` */
export const explain: DefineCommand = (command, { output, client }) =>
  command
    .argument('<id-or-name>', 'id or name of the flow run')
    .addOption(format())
    .action(async (idOrName, { output: form }) => {
      const api = await client()
      const { id, name, state_name: state, state_type: type } = await findFlowRun(api, idOrName)
      const explanation = await explanationOf(api, id)
      if (explanation === undefined)
        throw new CommandFailure(`This server does not explain runs. Flow run '${name}' is ${state ?? 'without a state'}.`)
      if (form === 'json') return output.json(explanation)
      output.line({ text: `${name}: ${state ?? 'no state'}`, style: stateStyle(type) })
      for (const sentence of sentencesOf(explanation)) output.line(sentence)
    })
