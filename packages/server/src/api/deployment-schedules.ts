import type { DeploymentScheduleCreate, DeploymentUpdate, Schedule, Timestamp } from '@millrace/protocol'
import { checkSchedule, isInterval } from '@millrace/protocol/schedules'
import { newId } from '../orchestration/chance.ts'
import type { ServerContext } from '../context.ts'
import { InvalidRequest } from '../http/problem.ts'
import { IntegrityError } from '../store/errors.ts'
import {
  deleteSchedules,
  insertSchedules,
  listSchedules,
  type ScheduleChanges,
  updateSchedule,
} from '../store/queries/deployment-schedules.ts'
import type { DeploymentScheduleRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { changesOf } from './changes.ts'
import { Conflict, Unprocessable } from './errors.ts'

/** More schedules than anybody has; each is expanded at every turn of the scheduler. */
const MOST_SCHEDULES = 500

/** A schedule as a PATCH of its deployment has it: one that is there may be named by its slug alone. */
type DeploymentScheduleUpdate = NonNullable<DeploymentUpdate['schedules']>[number]

type ScheduleLike = Pick<DeploymentScheduleUpdate, 'slug' | 'replaces'> & {
  readonly schedule?: DeploymentScheduleCreate['schedule'] | null | undefined
}

/** Refuses schedules that cannot be expanded: throws `InvalidRequest`, which says of each what is wrong. */
export function checkSchedules(schedules: readonly ScheduleLike[], where: readonly string[], body: unknown): void {
  if (schedules.length > MOST_SCHEDULES) {
    throw new Unprocessable(`A deployment can have at most ${MOST_SCHEDULES} schedules, got ${schedules.length}.`)
  }
  const problems = schedules.flatMap(({ schedule }, index) => {
    const fault = schedule === null || schedule === undefined ? undefined : checkSchedule(schedule)
    if (fault === undefined) return []
    const loc = ['body', ...where, index, 'schedule', fault.field]
    return [
      {
        type: 'value_error',
        loc,
        msg: `Value error, ${fault.message}`,
        input: (schedule as Record<string, unknown>)[fault.field],
        ctx: { error: {} },
      },
    ]
  })
  if (problems.length > 0) throw new InvalidRequest(problems, body)
}

/** Adds schedules to a deployment; answers their rows. Throws `Conflict` for a slug that is there already. */
export async function addSchedules(
  { clock }: Pick<ServerContext, 'clock'>,
  tx: Transaction,
  deploymentId: string,
  schedules: readonly DeploymentScheduleCreate[],
): Promise<DeploymentScheduleRow[]> {
  const now = clock.now()
  const rows = schedules.map(
    ({ schedule, active, max_scheduled_runs, max_active_runs, catchup, parameters, slug }): DeploymentScheduleRow => ({
      id: newId(),
      created: now,
      updated: now,
      deployment_id: deploymentId,
      schedule: anchored(schedule, now),
      active,
      max_scheduled_runs: max_scheduled_runs ?? null,
      max_active_runs: max_active_runs ?? null,
      catchup,
      parameters,
      slug: slug ?? null,
    }),
  )
  await unique(() => insertSchedules(tx, rows))
  return rows
}

/** Intervals are counted from when they were set, unless they say from when, and in UTC, unless they say where. */
const anchored = (schedule: Schedule, now: Timestamp): Schedule =>
  isInterval(schedule) ? { ...schedule, anchor_date: schedule.anchor_date ?? now, timezone: schedule.timezone ?? 'UTC' } : schedule

/** Puts schedules in the place of all that a deployment has. */
export async function replaceSchedules(
  context: Pick<ServerContext, 'clock'>,
  tx: Transaction,
  deploymentId: string,
  schedules: readonly DeploymentScheduleCreate[],
): Promise<void> {
  await deleteSchedules(tx, deploymentId)
  await addSchedules(context, tx, deploymentId, schedules)
}

/**
 * Brings the schedules of a deployment to those given, as Prefect's PATCH does: by slug where all have one (those not named stay; `replaces`
 * renames), else by putting them in the place of all there are. Throws `Unprocessable` where slugs are missing or clash.
 */
export async function mergeSchedules(
  context: Pick<ServerContext, 'clock'>,
  tx: Transaction,
  deploymentId: string,
  given: readonly DeploymentScheduleUpdate[],
): Promise<void> {
  const existing = await listSchedules(tx, [deploymentId])
  const bySlug = new Map(existing.flatMap((row) => (row.slug === null ? [] : [[row.slug, row] as const])))
  const allExistingHaveSlugs = existing.length > 0 && bySlug.size === existing.length
  if (!allExistingHaveSlugs) return await replaceSchedules(context, tx, deploymentId, given.filter(isWhole).map(completed))
  if (given.some(({ slug }) => slug === null || slug === undefined)) {
    throw new Unprocessable('Please provide a slug for each schedule in your request to ensure schedules are updated correctly.')
  }
  checkRenames(given, new Set(bySlug.keys()))
  const known = given.map((schedule) => ({ schedule, row: bySlug.get(schedule.replaces ?? schedule.slug ?? '') }))
  const named = known.flatMap(({ schedule, row }) => (row === undefined ? [] : [{ schedule, row }]))
  const added = known.flatMap(({ schedule, row }) => (row === undefined ? [schedule] : []))
  if (!added.every(isWhole)) throw new Unprocessable('Unable to create new deployment schedules without a schedule configuration.')
  const now = context.clock.now()
  // Names that move are freed first: one may take the other's.
  for (const { schedule, row } of named) {
    if (schedule.replaces) await updateSchedule(tx, { deploymentId, id: row.id }, { slug: null }, now)
  }
  for (const { schedule, row } of named) {
    await unique(() => updateSchedule(tx, { deploymentId, id: row.id }, scheduleChanges(schedule, now), now))
  }
  await addSchedules(context, tx, deploymentId, added.map(completed))
}

type WholeSchedule = DeploymentScheduleUpdate & Pick<DeploymentScheduleCreate, 'schedule'>

const isWhole = (given: DeploymentScheduleUpdate): given is WholeSchedule => given.schedule !== null && given.schedule !== undefined

/** A new schedule out of what a change says of it. */
const completed = ({ schedule, active, slug, parameters, catchup, ...most }: WholeSchedule): DeploymentScheduleCreate => ({
  schedule,
  active: active ?? true,
  slug: slug ?? null,
  replaces: null,
  parameters: parameters ?? {},
  max_scheduled_runs: most.max_scheduled_runs ?? null,
  max_active_runs: most.max_active_runs ?? null,
  catchup: catchup ?? false,
})

function checkRenames(given: readonly ScheduleLike[], slugs: ReadonlySet<string>): void {
  const replaced = new Set<string>()
  for (const { replaces } of given) {
    if (!replaces) continue
    if (replaced.has(replaces)) throw new Unprocessable(`Multiple schedules have 'replaces' targeting the same slug: ${replaces}`)
    replaced.add(replaces)
  }
  for (const { slug, replaces } of given) {
    if (!slug || !replaces || !slugs.has(slug) || replaced.has(slug)) continue
    throw new Unprocessable(`Cannot rename schedule from '${replaces}' to '${slug}': a schedule with slug '${slug}' already exists.`)
  }
}

/** The columns of a schedule that a body names; null leaves a column as it is. */
export function scheduleChanges(body: object, now: Timestamp): ScheduleChanges {
  const { replaces: _, schedule, ...changes } = changesOf<DeploymentScheduleRow & { replaces: string }>(body)
  return schedule === undefined ? changes : { ...changes, schedule: anchored(schedule, now) }
}

/** Says that a slug is taken when a write finds that it is. */
export async function unique<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof IntegrityError) || error.kind !== 'unique') throw error
    throw new Conflict('Schedule slugs must be unique within a deployment.')
  }
}
