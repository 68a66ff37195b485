import type { DefineCommand } from '../../command.ts'
import { orMissing } from '../../lookups/missing.ts'
import { format } from '../../options/format.ts'
import { uuid, wholeNumber } from '../../options/parsers.ts'
import { logLine } from '../../output/logs.ts'
import { chosenLogs } from '../../runs/print-logs.ts'
import { logSubjects } from '../../runs/log-subjects.ts'
import { watchRun } from '../../runs/watch-run.ts'

/** `millrace flow-run logs` */
export const logs: DefineCommand = (command, context) =>
  command
    .helpOption('--help', 'display help for command')
    .argument('<id>', 'id of the flow run', uuid)
    .option('-f, --follow', 'go on until the run has ended; exit code 1 if it did not complete')
    .option('-h, --head', 'the first lines')
    .option('-t, --tail', 'the last lines')
    .option('-n, --num-logs <count>', 'how many lines (default: all; 20 with --head or --tail)', wholeNumber(1))
    .option('-r, --reverse', 'newest first')
    .addOption(format())
    .action(async (id, { follow, output: form, ...options }) => {
      const client = await context.client()
      const run = await orMissing(client.flowRuns.read({ params: { id } }), `Flow run '${id}' not found!`)
      if (follow) {
        await watchRun(client, id, context, {})
        return
      }
      const lines = await chosenLogs(client, { flow_run_id: { any_: [id] } }, options)
      if (form === 'json') return context.output.json(lines)
      const subjects = logSubjects(client, run.name)
      await subjects.learn(lines)
      for (const line of lines) context.output.line(...logLine(line, subjects.of(line)))
    })
