import type { DefineCommand } from '../../command.ts'
import { findQueue } from '../../lookups/work-queues.ts'
import { format } from '../../options/format.ts'

/** `millrace work-queue inspect` */
export const inspect: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', 'name or id of the queue')
    .option('-p, --pool <name>', 'the work pool it is in')
    .addOption(format())
    .action(async (name, { pool, output: form }) => {
      const opened = await client()
      const queue = await findQueue(opened, name, pool)
      const health = await opened.workQueues.status({ params: { id: queue.id } })
      if (form === 'json') return output.json({ ...queue, status_details: health })
      output.object(undefined, { ...queue, status_details: health })
    })
