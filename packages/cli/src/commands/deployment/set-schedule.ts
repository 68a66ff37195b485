import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findDeployment } from '../../lookups/deployments.ts'
import { flag, number } from '../../options/parsers.ts'
import { readSchedule } from '../../options/schedule.ts'

/** `millrace deployment set-schedule`: gives a deployment its one schedule, or takes it away. */
export const setSchedule: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', "the deployment, as '<flow-name>/<deployment-name>'")
    .option('--cron <expression>', "a cron expression, as in '0 6 * * *'")
    .option('--interval <seconds>', 'seconds between two runs', number)
    .option('--rrule <rule>', 'an RFC 5545 rule')
    .option('--anchor-date <time>', 'when an interval counts from')
    .option('--timezone <zone>', "a time zone, as in 'Europe/Berlin'")
    .option('--day-or <flag>', 'whether cron joins day of month and day of week by or (default) or and', flag)
    .option('--no-schedule', 'remove the schedule')
    .action(async (name, { schedule: keeps, ...options }) => {
      const schedule = readSchedule(options)
      if (keeps && schedule === undefined)
        throw new CommandFailure('A schedule must be provided: --cron, --interval or --rrule, or --no-schedule.')
      if (!keeps && schedule !== undefined)
        throw new CommandFailure('Exactly one of --cron, --interval, --rrule and --no-schedule must be provided.')
      const opened = await client()
      const { deployment } = await findDeployment(opened, name)
      if (deployment.schedules.length > 1) {
        throw new CommandFailure(
          `Deployment '${name}' has ${deployment.schedules.length} schedules; use 'millrace deployment schedule' to change them.`,
        )
      }
      // The new schedule is made first: when it is refused, the old one stays.
      if (schedule !== undefined) await opened.deployments.createSchedules({ params: { id: deployment.id }, body: [{ schedule }] })
      for (const { id } of deployment.schedules) await opened.deployments.deleteSchedule({ params: { id: deployment.id, schedule_id: id } })
      output.line({ text: schedule === undefined ? 'Removed the schedule.' : 'Created deployment schedule!', style: 'green' })
    })
