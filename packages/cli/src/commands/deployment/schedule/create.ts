import type { DefineCommand } from '../../../command.ts'
import { CommandFailure } from '../../../errors.ts'
import { findDeployment } from '../../../lookups/deployments.ts'
import { format } from '../../../options/format.ts'
import { flag, number } from '../../../options/parsers.ts'
import { readSchedule, scheduleWords } from '../../../options/schedule.ts'

/** `millrace deployment schedule create` */
export const create: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<name>', "the deployment, as '<flow-name>/<deployment-name>'")
    .option('--cron <expression>', "a cron expression, as in '0 6 * * *'")
    .option('--interval <seconds>', 'seconds between two runs', number)
    .option('--rrule <rule>', 'an RFC 5545 rule')
    .option('--anchor-date <time>', 'when an interval counts from')
    .option('--timezone <zone>', "a time zone, as in 'Europe/Berlin'")
    .option('--day-or <flag>', 'whether cron joins day of month and day of week by or (default) or and', flag)
    .option('--active', 'make runs by it (default)')
    .option('--no-active', 'do not make runs by it yet')
    .option('--replace', 'remove the other schedules of the deployment')
    .option('-y, --accept-yes', 'do not ask')
    .addOption(format())
    .action(async (name, { active = true, replace, acceptYes, output: form, ...options }) => {
      const schedule = readSchedule(options)
      if (schedule === undefined) throw new CommandFailure('Exactly one of `--cron`, `--rrule`, or `--interval` must be provided.')
      const opened = await client()
      const { deployment } = await findDeployment(opened, name)
      const doomed = replace ? deployment.schedules : []
      if (doomed.length > 0 && !acceptYes && !(await io.confirm(`Remove ${doomed.length} schedules of '${name}'?`))) {
        throw new CommandFailure('Nothing was changed.')
      }
      // The new schedule is made first: when it is refused, the old ones stay.
      const [created] = await opened.deployments.createSchedules({ params: { id: deployment.id }, body: [{ schedule, active }] })
      for (const { id } of doomed) await opened.deployments.deleteSchedule({ params: { id: deployment.id, schedule_id: id } })
      if (form === 'json') return output.json(created)
      output.line({ text: `${doomed.length > 0 ? 'Replaced' : 'Created'} deployment schedule!`, style: 'green' })
      if (created !== undefined) output.line(`${created.id}  ${scheduleWords(created.schedule)}`)
    })
