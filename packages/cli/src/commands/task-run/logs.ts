import type { DefineCommand } from '../../command.ts'
import { orMissing } from '../../lookups/missing.ts'
import { format } from '../../options/format.ts'
import { uuid, wholeNumber } from '../../options/parsers.ts'
import { logLine } from '../../output/logs.ts'
import { chosenLogs } from '../../runs/print-logs.ts'

/** `millrace task-run logs` */
export const logs: DefineCommand = (command, { output, client }) =>
  command
    .helpOption('--help', 'display help for command')
    .argument('<id>', 'id of the task run', uuid)
    .option('-h, --head', 'the first lines')
    .option('-t, --tail', 'the last lines')
    .option('-n, --num-logs <count>', 'how many lines (default: all; 20 with --head or --tail)', wholeNumber(1))
    .option('-r, --reverse', 'newest first')
    .addOption(format())
    .action(async (id, { output: form, ...options }) => {
      const opened = await client()
      const run = await orMissing(opened.taskRuns.read({ params: { id } }), `Task run '${id}' not found!`)
      const lines = await chosenLogs(opened, { task_run_id: { any_: [id] } }, options)
      if (form === 'json') return output.json(lines)
      for (const line of lines) output.line(...logLine(line, `Task run '${run.name}'`))
    })
