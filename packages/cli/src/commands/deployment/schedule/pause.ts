import type { DefineCommand } from '../../../command.ts'
import type { Context } from '../../../context.ts'
import { CommandFailure, WrongUsage } from '../../../errors.ts'
import { findDeployment, listDeployments, type NamedDeployment } from '../../../lookups/deployments.ts'
import { scheduleWords } from '../../../options/schedule.ts'

interface Chosen {
  readonly name: string | undefined
  readonly id: string | undefined
  readonly all: boolean | undefined
}

async function setActive({ client, output }: Context, { name, id, all }: Chosen, active: boolean): Promise<void> {
  if (all ? name !== undefined || id !== undefined : name === undefined) {
    throw new WrongUsage('Expected a deployment (and the id of one of its schedules), or --all.')
  }
  const opened = await client()
  const deployments = all ? await listDeployments(opened) : [await findDeployment(opened, name ?? '')]
  const found = deployments.flatMap((each) => schedulesOf(each, id, active))
  if (id !== undefined && found.length === 0) throw new CommandFailure(`Deployment schedule ${id} not found on deployment ${name}!`)
  for (const { deployment, schedule, deploymentName } of found) {
    await opened.deployments.updateSchedule({ params: { id: deployment, schedule_id: schedule.id }, body: { active } })
    output.line({
      text: `${active ? 'Resumed' : 'Paused'} schedule ${scheduleWords(schedule.schedule)} for deployment ${deploymentName}`,
      style: 'green',
    })
  }
  if (found.length === 0) output.line(active ? 'No paused schedules found.' : 'No active schedules found.')
}

const schedulesOf = ({ deployment, name }: NamedDeployment, id: string | undefined, active: boolean) =>
  deployment.schedules
    .filter((schedule) => (id === undefined ? schedule.active !== active : schedule.id === id))
    .map((schedule) => ({ deployment: deployment.id, deploymentName: name, schedule }))

const define =
  (active: boolean): DefineCommand =>
  (command, context) =>
    command
      .argument('[name]', "the deployment, as '<flow-name>/<deployment-name>'")
      .argument('[schedule-id]', 'one of its schedules (default: all)')
      .option('--deployment-name <name>', 'the same as the first argument')
      .option('--schedule-id <id>', 'the same as the second argument')
      .option('--all', 'the schedules of all deployments')
      .action(async (name, schedule, { deploymentName, scheduleId, all }) => {
        await setActive(context, { name: name ?? deploymentName, id: schedule ?? scheduleId, all }, active)
      })

/** `millrace deployment schedule pause` */
export const pause: DefineCommand = define(false)

/** `millrace deployment schedule resume` */
export const resume: DefineCommand = define(true)
