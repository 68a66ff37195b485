import type { DefineCommand } from '../../command.ts'
import { WrongUsage } from '../../errors.ts'
import { collect, wholeNumber } from '../../options/parsers.ts'
import { inSession } from '../../runs/in-session.ts'

/** `millrace shell serve`: a deployment that runs a shell command, served from here. */
export const serve: DefineCommand = (command, context) =>
  command
    .argument('<command>', 'the shell command, in quotes')
    .requiredOption('--flow-name <name>', 'name of the flow')
    .option('--deployment-name <name>', 'name of the deployment', 'CLI Runner Deployment')
    .option('--tag <tag>', 'a tag of the deployment, may be given several times', collect, [])
    .option('--log-output', 'make what it prints log lines of the run', true)
    .option('--no-log-output', 'let it print to the terminal alone')
    .option('--stream-stdout', 'a log line for each line, as it comes', true)
    .option('--no-stream-stdout', 'one log line with all, at the end')
    .option('--cron-schedule <expression>', 'run by this cron schedule')
    .option('--timezone <name>', 'with --cron-schedule: its time zone, as in Europe/Berlin')
    .option('--concurrency-limit <count>', 'most flow runs at once', wholeNumber(1))
    .option('--run-once', 'stop after one look for due runs, once they are over')
    .action(async (line, { flowName, deploymentName, tag, logOutput, streamStdout, cronSchedule, timezone, concurrencyLimit, runOnce }) => {
      if (timezone !== undefined && cronSchedule === undefined) throw new WrongUsage('--timezone can only be given with --cron-schedule.')
      const { shellFlow } = await import('../../shell/shell-flow.ts')
      const { serve: serveFlows } = await import('@millrace/sdk')
      const deployment = {
        flow: shellFlow.withOptions({ name: flowName }),
        name: deploymentName,
        tags: [...tag, 'shell'],
        parameters: { command: line, logOutput, streamStdout },
        cron: cronSchedule,
        timezone,
      }
      const options = { limit: concurrencyLimit, runOnce, signal: context.io.interrupted() }
      await inSession(context, async () => await serveFlows([deployment], options))
    })
