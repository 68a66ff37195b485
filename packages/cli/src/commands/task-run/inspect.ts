import type { DefineCommand } from '../../command.ts'
import { orMissing } from '../../lookups/missing.ts'
import { format } from '../../options/format.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace task-run inspect` */
export const inspect: DefineCommand = (command, { output, client }) =>
  command
    .argument('<id>', 'id of the task run', uuid)
    .addOption(format())
    .action(async (id, { output: form }) => {
      const { taskRuns } = await client()
      const run = await orMissing(taskRuns.read({ params: { id } }), `Task run '${id}' not found!`)
      if (form === 'json') return output.json(run)
      output.object(undefined, run)
    })
