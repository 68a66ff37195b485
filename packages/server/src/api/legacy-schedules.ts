import type { DeploymentCreate, DeploymentScheduleCreate, DeploymentUpdate } from '@millrace/protocol'
import { listSchedules } from '../store/queries/deployment-schedules.ts'
import type { DeploymentView } from '../store/queries/deployments.ts'
import type { Transaction } from '../store/store.ts'
import { Unprocessable } from './errors.ts'

/** The one schedule of 2.20's words, as the list that it stands for. */
export function schedulesOf({
  schedules,
  schedule,
  is_schedule_active: active,
}: DeploymentCreate): readonly DeploymentScheduleCreate[] | undefined {
  // 2.20 takes an empty list for none.
  if (schedules !== undefined && (schedules.length > 0 || !schedule)) return schedules
  return schedule ? [single(schedule, active ?? true)] : undefined
}

const single = (schedule: DeploymentScheduleCreate['schedule'], active: boolean): DeploymentScheduleCreate => ({
  schedule,
  active,
  max_scheduled_runs: null,
  parameters: {},
  slug: null,
  replaces: null,
  max_active_runs: null,
  catchup: false,
})

/** What a PATCH in 2.20's words makes of the schedules; undefined when it does not speak of them. */
export async function legacySchedules(
  tx: Transaction,
  existing: DeploymentView,
  body: DeploymentUpdate,
): Promise<DeploymentScheduleCreate[] | undefined> {
  const { schedule: given, is_schedule_active: active } = body
  if (body.schedules !== undefined || (given === undefined && (active === undefined || active === null))) return undefined
  const present = await listSchedules(tx, [existing.id])
  if (present.length > 1) {
    throw new Unprocessable(
      `Error updating deployment: Deployment '${existing.id}' has multiple schedules. Please use the UI or update your client to adjust this deployment's schedules.`,
    )
  }
  const schedule = given === undefined ? present[0]?.schedule : given
  return schedule ? [single(schedule, active ?? !existing.paused)] : []
}
