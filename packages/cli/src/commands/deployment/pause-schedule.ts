import type { DefineCommand } from '../../command.ts'
import type { Context } from '../../context.ts'
import { CommandFailure } from '../../errors.ts'
import { findDeployment } from '../../lookups/deployments.ts'
import { scheduleWords } from '../../options/schedule.ts'

async function setAll({ client, output }: Context, name: string, active: boolean): Promise<void> {
  const opened = await client()
  const { deployment } = await findDeployment(opened, name)
  const { schedules } = deployment
  if (schedules.length === 0) throw new CommandFailure(`Deployment '${name}' has no schedule.`)
  if (schedules.length > 1) {
    throw new CommandFailure(
      `Deployment '${name}' has ${schedules.length} schedules; use 'millrace deployment schedule ${active ? 'resume' : 'pause'} ${name} ID'.`,
    )
  }
  for (const { id, schedule } of schedules) {
    await opened.deployments.updateSchedule({ params: { id: deployment.id, schedule_id: id }, body: { active } })
    output.line({ text: `${active ? 'Resumed' : 'Paused'} schedule ${scheduleWords(schedule)} for deployment ${name}`, style: 'green' })
  }
}

/** `millrace deployment pause-schedule` */
export const pauseSchedule: DefineCommand = (command, context) =>
  command.argument('<name>', "the deployment, as '<flow-name>/<deployment-name>'").action(async (name) => {
    await setAll(context, name, false)
  })

/** `millrace deployment resume-schedule` */
export const resumeSchedule: DefineCommand = (command, context) =>
  command.argument('<name>', "the deployment, as '<flow-name>/<deployment-name>'").action(async (name) => {
    await setAll(context, name, true)
  })
