import type { DefineCommand } from '../../../command.ts'
import { findDeployment } from '../../../lookups/deployments.ts'
import { format } from '../../../options/format.ts'
import { scheduleWords } from '../../../options/schedule.ts'

/** `millrace deployment schedule ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', "the deployment, as '<flow-name>/<deployment-name>'")
    .addOption(format())
    .action(async (name, { output: form }) => {
      const opened = await client()
      const { deployment } = await findDeployment(opened, name)
      const schedules = await opened.deployments.listSchedules({ params: { id: deployment.id } })
      if (form === 'json') return output.json(schedules)
      await output.table({
        title: 'Deployment Schedules',
        columns: ['ID', 'Schedule', 'Active'],
        rows: schedules.map(({ id, schedule, active }) => [id, scheduleWords(schedule), active ? 'True' : 'False']),
      })
    })
