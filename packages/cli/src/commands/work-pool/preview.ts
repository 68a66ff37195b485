import type { DefineCommand } from '../../command.ts'
import { WrongUsage } from '../../errors.ts'
import { findPool } from '../../lookups/work-queues.ts'
import { format } from '../../options/format.ts'
import { number } from '../../options/parsers.ts'
import { dueRunsTable, hoursAhead } from '../../output/due-runs.ts'

/** `millrace work-pool preview` */
export const preview: DefineCommand = (command, { output, client }) =>
  command
    .helpOption('--help', 'display help for command')
    .argument('[name]', 'the work pool')
    .option('--name <name>', 'the same as the argument')
    .option('-h, --hours <hours>', 'how far to look ahead', number, 1)
    .addOption(format())
    .action(async (argument, { name: option, hours, output: form }) => {
      const name = argument ?? option
      if (name === undefined) throw new WrongUsage('Expected the name of a work pool.')
      const opened = await client()
      await findPool(opened, name)
      const due = await opened.workPools.getScheduledFlowRuns({ params: { name }, body: { scheduled_before: hoursAhead(hours) } })
      const runs = due.map(({ flow_run: run }) => run)
      if (form === 'json') return output.json(runs)
      if (runs.length === 0) return output.line(`No runs found - try increasing how far into the future you preview with the --hours flag`)
      await output.table(dueRunsTable(`Preview of Work Pool '${name}'`, runs))
    })
