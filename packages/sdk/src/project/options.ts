import type { Json } from '@millrace/protocol'
import { ProjectError } from './errors.ts'
import type { ProjectDeployment, ScheduleEntry } from './schema.ts'

/** What is said of a deployment beside its file; it counts more. */
export interface ProjectOptions {
  readonly entrypoint?: string | undefined
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly version?: string | undefined
  readonly versionType?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly concurrencyLimit?: number | undefined
  readonly collisionStrategy?: string | undefined
  readonly pool?: string | undefined
  /** The pool of deployments that name none (default: none). */
  readonly defaultPool?: string | undefined
  readonly queue?: string | undefined
  readonly jobVariables?: Readonly<Record<string, Json>> | undefined
  /** Schedules beside those of the file. */
  readonly schedules?: readonly ScheduleEntry[] | undefined
  /** For every schedule that is an interval. */
  readonly anchorDate?: string | undefined
  /** For every schedule. */
  readonly timezone?: string | undefined
  readonly parameters?: Readonly<Record<string, Json>> | undefined
  readonly triggers?: readonly { [key: string]: Json }[] | undefined
  readonly enforceParameterSchema?: boolean | undefined
  /** An image that the flow is built into: `ghcr.io/team/report:1`. */
  readonly image?: string | undefined
}

/** An entry of the project with options laid over it. @throws ProjectError for options that do not go together. */
export function withOptions(entry: ProjectDeployment, options: ProjectOptions): ProjectDeployment {
  const { concurrencyLimit: limit, collisionStrategy: strategy } = options
  if (
    strategy !== undefined &&
    limit === undefined &&
    typeof entry.concurrency_limit !== 'object' &&
    typeof entry.concurrency_limit !== 'number'
  )
    throw new ProjectError('--collision-strategy can only be given with --concurrency-limit')
  const schedules = schedulesWith(entry, options)
  return {
    ...entry,
    ...given({
      entrypoint: options.entrypoint,
      name: options.name,
      description: options.description,
      version: options.version,
      version_type: options.versionType,
      tags: options.tags === undefined ? undefined : [...options.tags],
      triggers: options.triggers === undefined ? undefined : [...options.triggers],
      enforce_parameter_schema: options.enforceParameterSchema,
      image: imageWith(entry, options.image),
      schedules,
    }),
    ...(schedules === undefined ? {} : { schedule: undefined }),
    ...(limit === undefined && strategy === undefined ? {} : { concurrency_limit: limitWith(entry, limit, strategy) }),
    ...(options.parameters === undefined ? {} : { parameters: { ...objectOf(entry.parameters), ...options.parameters } }),
    work_pool: {
      ...entry.work_pool,
      name: options.pool ?? entry.work_pool?.name ?? options.defaultPool,
      ...given({ work_queue_name: options.queue }),
      job_variables:
        options.jobVariables === undefined
          ? (entry.work_pool?.job_variables ?? {})
          : { ...objectOf(entry.work_pool?.job_variables), ...options.jobVariables },
    },
  }
}

/** Another name for the image that the file describes, or one that is as usual. */
const imageWith = ({ image }: ProjectDeployment, name: string | undefined): ProjectDeployment['image'] =>
  name !== undefined && typeof image === 'object' && image !== null ? { ...image, image_name: name } : name

function limitWith(
  entry: ProjectDeployment,
  limit: number | undefined,
  strategy: string | undefined,
): ProjectDeployment['concurrency_limit'] {
  if (strategy === undefined) return limit
  const { concurrency_limit: there } = entry
  const before = typeof there === 'object' && there !== null ? there : { limit: there }
  return { ...before, ...given({ limit }), collision_strategy: strategy }
}

function schedulesWith(entry: ProjectDeployment, { schedules = [], anchorDate, timezone }: ProjectOptions): ScheduleEntry[] | undefined {
  if (schedules.length === 0 && anchorDate === undefined && timezone === undefined) return undefined
  const single = entry.schedule && Object.keys(entry.schedule).length > 0 ? [entry.schedule as ScheduleEntry] : []
  const all = [...(entry.schedules ?? single), ...schedules]
  if (anchorDate !== undefined && !all.some(({ interval }) => interval !== null && interval !== undefined))
    throw new ProjectError('--anchor-date can only be given with --interval, or for an interval of the project file')
  if (all.length === 0) throw new ProjectError('--timezone can only be given with a schedule: --cron, --interval or --rrule')
  return all.map((schedule) => ({
    ...schedule,
    ...(anchorDate !== undefined && schedule.interval ? { anchor_date: anchorDate } : {}),
    ...given({ timezone }),
  }))
}

const given = <Fields extends object>(fields: Fields): Partial<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>

const objectOf = (value: string | Readonly<Record<string, Json>> | null | undefined): Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null ? value : {}
