import type { DefineCommand } from '../../command.ts'
import { collect, number, wholeNumber } from '../../options/parsers.ts'
import { readSchedule } from '../../options/schedule.ts'
import { inSession } from '../../runs/in-session.ts'

/** `millrace flow serve`: registers a deployment of a flow, and runs what is due of it. */
export const serve: DefineCommand = (command, context) =>
  command
    .argument('<entrypoint>', 'the flow, as path/to/file.ts:flow')
    .requiredOption('-n, --name <name>', 'name of the deployment')
    .option('-d, --description <text>', 'description of the deployment')
    .option('-v, --version <version>', 'version of the deployment (default: that of the file)')
    .option('-t, --tag <tag>', 'a tag of the deployment, may be given several times', collect, [])
    .option('--cron <expression>', 'run by this cron schedule')
    .option('--interval <seconds>', 'run every so many seconds', number)
    .option('--anchor-date <instant>', 'with --interval: from when it is counted')
    .option('--rrule <rule>', 'run by this RRULE')
    .option('--timezone <name>', 'time zone of the schedule, as in Europe/Berlin')
    .option('--pause-on-shutdown', 'pause the deployment when this command ends (default)')
    .option('--no-pause-on-shutdown', 'leave the deployment as it is when this command ends')
    .option('--limit <count>', 'most flow runs at once here', wholeNumber(1))
    .option('--global-limit <count>', 'most flow runs at once in all processes that serve the deployment', wholeNumber(1))
    .action(async (entrypoint, { name, description, version, tag, pauseOnShutdown, limit, globalLimit, ...schedule }) => {
      readSchedule(schedule)
      const { cron, interval, rrule, anchorDate, timezone } = schedule
      const { loadFlow } = await import('@millrace/sdk/entrypoints')
      const { serve: serveFlows } = await import('@millrace/sdk')
      const flow = await loadFlow(entrypoint, context.io.cwd)
      const deployment = {
        flow,
        name,
        description,
        version,
        tags: tag,
        cron,
        interval,
        rrule,
        anchorDate,
        timezone,
        concurrencyLimit: globalLimit,
      }
      await inSession(context, async () => await serveFlows([deployment], { limit, pauseOnShutdown, signal: context.io.interrupted() }))
    })
