import type { DefineCommand } from '../../command.ts'
import { findQueue } from '../../lookups/work-queues.ts'
import { format } from '../../options/format.ts'
import { number } from '../../options/parsers.ts'
import { dueRunsTable, hoursAhead } from '../../output/due-runs.ts'

/** `millrace work-queue read-runs` */
export const readRuns: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', 'name or id of the queue')
    .option('-p, --pool <name>', 'the work pool it is in')
    .addOption(format())
    .action(async (name, { pool, output: form }) => {
      const opened = await client()
      const queue = await findQueue(opened, name, pool)
      const runs = await opened.workQueues.getRuns({ params: { id: queue.id } })
      if (form === 'json') return output.json(runs)
      output.line(`Read ${runs.length} runs for work queue '${queue.name}' in work pool '${queue.work_pool_name ?? ''}'.`)
      if (runs.length > 0) await output.table(dueRunsTable('Due Runs', runs))
    })

/** `millrace work-queue preview` */
export const preview: DefineCommand = (command, { output, client }) =>
  command
    .helpOption('--help', 'display help for command')
    .argument('<name>', 'name or id of the queue')
    .option('-h, --hours <hours>', 'how far to look ahead', number, 1)
    .option('-p, --pool <name>', 'the work pool it is in')
    .addOption(format())
    .action(async (name, { hours, pool, output: form }) => {
      const opened = await client()
      const queue = await findQueue(opened, name, pool)
      const runs = await opened.workQueues.getRuns({ params: { id: queue.id }, body: { scheduled_before: hoursAhead(hours) } })
      if (form === 'json') return output.json(runs)
      if (runs.length === 0) return output.line('No runs found - try increasing how far into the future you preview with the --hours flag')
      await output.table(dueRunsTable(`Preview of Work Queue '${queue.name}'`, runs))
    })
