import type { DefineCommand } from '../../../command.ts'
import { CommandFailure } from '../../../errors.ts'
import { findDeployment } from '../../../lookups/deployments.ts'

/** `millrace deployment schedule delete` */
export const remove: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<name>', "the deployment, as '<flow-name>/<deployment-name>'")
    .argument('<schedule-id>', 'id of the schedule')
    .option('-y, --accept-yes', 'do not ask')
    .action(async (name, scheduleId, { acceptYes }) => {
      const opened = await client()
      const { deployment } = await findDeployment(opened, name)
      const found = deployment.schedules.some(({ id }) => id === scheduleId.toLowerCase())
      if (!found) throw new CommandFailure(`Deployment schedule ${scheduleId} not found on deployment ${name}!`)
      if (!acceptYes && !(await io.confirm(`Delete schedule ${scheduleId}?`))) throw new CommandFailure('Nothing was deleted.')
      await opened.deployments.deleteSchedule({ params: { id: deployment.id, schedule_id: scheduleId } })
      output.line({ text: `Deleted deployment schedule ${scheduleId}`, style: 'green' })
    })

/** `millrace deployment schedule clear` */
export const clear: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<name>', "the deployment, as '<flow-name>/<deployment-name>'")
    .option('-y, --accept-yes', 'do not ask')
    .action(async (name, { acceptYes }) => {
      const opened = await client()
      const { deployment } = await findDeployment(opened, name)
      if (!acceptYes && !(await io.confirm(`Delete all ${deployment.schedules.length} schedules of '${name}'?`))) {
        throw new CommandFailure('Nothing was deleted.')
      }
      for (const { id } of deployment.schedules) await opened.deployments.deleteSchedule({ params: { id: deployment.id, schedule_id: id } })
      output.line({ text: `Cleared all schedules for deployment ${name}`, style: 'green' })
    })
