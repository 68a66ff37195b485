import type { DefineCommand } from '../../command.ts'
import { findPool } from '../../lookups/work-queues.ts'
import { format } from '../../options/format.ts'

/** `millrace work-pool inspect` */
export const inspect: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', 'the work pool')
    .addOption(format())
    .action(async (name, { output: form }) => {
      const pool = await findPool(await client(), name)
      if (form === 'json') return output.json(pool)
      output.object(undefined, pool)
    })
