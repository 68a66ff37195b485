import type { Deployment, Schedule } from '@millrace/protocol'
import { limitOfDeployment } from '@millrace/protocol/deployment-limit'
import { yamlOf } from './yaml.ts'

/** What of a deployment a project file, code or a command says. */
type Described = Omit<Deployment, 'schedules'> & {
  readonly schedules: readonly Pick<Deployment['schedules'][number], 'schedule' | 'active' | 'slug' | 'parameters'>[]
}

/** The deployment as an entry of `millrace.yaml` or `prefect.yaml`. */
export const asYaml = (deployment: Described): string => {
  const { work_pool_name: pool, work_queue_name: queue, job_variables: variables, pull_steps: pull } = deployment
  const limit = limitOfDeployment(deployment)
  const entry = given({
    name: deployment.name,
    version: deployment.version,
    description: deployment.description,
    tags: deployment.tags,
    entrypoint: deployment.entrypoint,
    parameters: deployment.parameters,
    enforce_parameter_schema: deployment.enforce_parameter_schema ? null : false,
    concurrency_limit: limit === null ? null : given({ limit: limit.limit, ...deployment.concurrency_options }),
    work_pool: pool === null ? null : given({ name: pool, work_queue_name: queue, job_variables: variables }),
    schedules: deployment.schedules.map(({ schedule, active, slug, parameters }) =>
      given({ ...plain(schedule), slug, active: active ? null : false, parameters }),
    ),
    pull,
  })
  return yamlOf({ deployments: [entry] })
}

/** As the call of `flow.deploy` in code. */
export const asCode = (deployment: Described, flow: string): string => {
  const [first, ...more] = deployment.schedules
  const times =
    first === undefined || more.length > 0
      ? { schedules: deployment.schedules.map(({ schedule }) => plain(schedule)) }
      : plain(first.schedule)
  const { work_pool_name: pool, work_queue_name: queue, job_variables: variables } = deployment
  const options = given({
    name: deployment.name,
    pool,
    queue,
    version: deployment.version,
    description: deployment.description,
    tags: deployment.tags,
    parameters: deployment.parameters,
    enforceParameterSchema: deployment.enforce_parameter_schema ? null : false,
    jobVariables: variables,
    ...times,
  })
  return `await ${identifierOf(flow)}.deploy(${JSON.stringify(options, null, 2).replaceAll(/^(\s*)"([a-zA-Z_]\w*)":/gm, '$1$2:')})`
}

/** What a run was given that differs from its deployment. */
export interface RunDifferences {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly tags: readonly string[]
  readonly jobVariables: Readonly<Record<string, unknown>>
  readonly name: string
  /** ISO; undefined for now. */
  readonly at: string | undefined
}

/** The command that makes such a run. */
export const asCommand = (deployment: string, { parameters, tags, jobVariables, name, at }: RunDifferences): string =>
  [
    `millrace deployment run ${quoted(deployment)}`,
    ...Object.entries(parameters).map(([key, value]) => `--param ${quoted(`${key}=${JSON.stringify(value)}`)}`),
    ...tags.map((tag) => `--tag ${quoted(tag)}`),
    ...Object.entries(jobVariables).map(([key, value]) => `--job-variable ${quoted(`${key}=${JSON.stringify(value)}`)}`),
    ...(name === '' ? [] : [`--flow-run-name ${quoted(name)}`]),
    ...(at === undefined ? [] : [`--start-at ${quoted(at)}`]),
  ].join(' ')

/** For a shell: as it is where that is safe, else in single quotes. */
const quoted = (text: string): string => (/^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)

/** Without what says nothing. */
const given = (entry: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => !isNothing(value)))

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)

function plain(schedule: Schedule): Record<string, unknown> {
  const { timezone } = schedule
  if ('cron' in schedule) return given({ cron: schedule.cron, timezone, day_or: schedule.day_or ? null : false })
  return 'interval' in schedule
    ? given({ interval: schedule.interval, anchor_date: schedule.anchor_date, timezone })
    : given({ rrule: schedule.rrule, timezone })
}

/** `warehouse-import` → `warehouseImport` */
const identifierOf = (flow: string): string => {
  const name = flow.replaceAll(/[^a-zA-Z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase())
  return /^[a-zA-Z]/.test(name) ? name : 'flow'
}
