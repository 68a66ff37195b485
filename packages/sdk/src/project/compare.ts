import { isStatus } from '@millrace/client/errors'
import { isDeepStrictEqual } from 'node:util'
import type { Client } from '@millrace/client'
import { type AutomationCreate, type Deployment, type Json, limitOfDeployment } from '@millrace/protocol'
import { deploymentThere } from './apply-project.ts'
import type { CompleteDeployment } from './complete.ts'
import { ownerOf } from '../triggers/automations-of.ts'

/** One thing that is different between file and server. */
export interface Difference {
  readonly field: string
  /** Undefined: it is not there. */
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** What deploying would do with one deployment. */
export interface PlannedDeployment {
  /** `flow/deployment` */
  readonly name: string
  readonly change: 'create' | 'update' | 'none'
  readonly differences: readonly Difference[]
}

/** What is compared, by the names of the project file; the version follows from the code. */
const FIELDS = [
  ['description', 'description'],
  ['version', 'version'],
  ['tags', 'tags'],
  ['parameters', 'parameters'],
  ['paused', 'paused'],
  ['concurrency_limit', 'concurrency_limit'],
  ['concurrency_options', 'concurrency_limit.options'],
  ['work_pool_name', 'work_pool.name'],
  ['work_queue_name', 'work_pool.work_queue_name'],
  ['job_variables', 'work_pool.job_variables'],
  ['entrypoint', 'entrypoint'],
  ['pull_steps', 'pull'],
  ['parameter_openapi_schema', 'flow parameters'],
  ['enforce_parameter_schema', 'enforce_parameter_schema'],
] as const satisfies readonly (readonly [keyof Deployment & keyof CompleteDeployment['fields'], string])[]

/** Says what deploying would change of a deployment. Changes nothing. */
export async function planDeployment(client: Client, wanted: CompleteDeployment): Promise<PlannedDeployment> {
  const { flowName, name, fields, schedules, automations } = wanted
  const there = await deploymentThere(client, flowName, name)
  const title = `${flowName}/${name}`
  const differences: Difference[] = []
  const note = (field: string, before: Json | undefined, after: Json | undefined): void => {
    if (!isDeepStrictEqual(plain(before), plain(after))) differences.push({ field, before, after })
  }
  for (const [key, field] of FIELDS) {
    const after = fields[key] as Json | undefined
    if (after !== undefined) note(field, there && valueOf(there, key), after)
  }
  if (schedules !== undefined) note('schedules', there && schedulesThere(there, schedules), schedules.map(scheduleParts))
  const before = there === undefined ? [] : await automationsThere(client, there.id)
  note('triggers', before, automations(there?.id ?? '00000000-0000-4000-8000-000000000000').map(automationParts))
  if (there === undefined) return { name: title, change: 'create', differences: differences.filter(({ after }) => !isEmpty(after)) }
  return { name: title, change: differences.length === 0 ? 'none' : 'update', differences }
}

/** A 3.x server has the limit of a deployment in a limit of its own. */
const valueOf = (there: Deployment, key: keyof Deployment): Json | undefined =>
  key === 'concurrency_limit' ? (limitOfDeployment(there)?.limit ?? null) : (there[key] as Json | undefined)

/** Nothing, null and empty mean the same here, and members that are undefined are none. */
function plain(value: Json | undefined): unknown {
  return isEmpty(value) ? null : JSON.parse(JSON.stringify(value))
}

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)

type Schedules = NonNullable<CompleteDeployment['schedules']>

const scheduleParts = ({
  schedule,
  active,
  parameters,
  slug,
}: Pick<Schedules[number], 'schedule' | 'active' | 'parameters'> & { readonly slug?: string | null | undefined }): Json => ({
  ...withoutUsualZone(schedule),
  active,
  ...(slug ? { slug } : {}),
  ...(isEmpty(parameters) ? {} : { parameters }),
})

/** No zone means UTC, and servers write it so. */
const withoutUsualZone = ({ timezone, ...rest }: Schedules[number]['schedule']): object =>
  timezone === null || timezone === undefined || timezone === 'UTC' ? rest : { ...rest, timezone }

/** In the order of the file; an anchor that the file does not name was chosen by the server. */
function schedulesThere({ schedules }: Deployment, wanted: Schedules): Json {
  const anchored = wanted.some(({ schedule }) => 'anchor_date' in schedule && schedule.anchor_date !== undefined)
  const parts = schedules.map((each) => {
    const { anchor_date: anchor, ...rest } = scheduleParts(each) as { [key: string]: Json }
    return anchored && anchor !== undefined ? { ...rest, anchor_date: anchor } : rest
  })
  const order = wanted.map((each) => JSON.stringify(sorted(scheduleParts(each) as object)))
  const place = (part: object): number => (order.indexOf(JSON.stringify(sorted(part))) + order.length + 1) % (order.length + 1)
  return parts.toSorted((a, b) => place(a) - place(b))
}

const sorted = (value: object): object => Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a.localeCompare(b)))

const automationParts = ({
  name,
  description,
  enabled,
  trigger,
  actions,
}: Pick<AutomationCreate, 'name' | 'description' | 'enabled' | 'trigger' | 'actions'>): Json => {
  const action = actions.find(({ type }) => type === 'run-deployment')
  const { parameters = null, job_variables: variables = null, schedule_after: after = 0 } = (action ?? {}) as { [key: string]: Json }
  return {
    name,
    description,
    enabled,
    trigger: withoutIds(trigger as unknown as Json),
    parameters,
    job_variables: variables,
    schedule_after: after,
  }
}

const withoutIds = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(withoutIds)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, entry]) => (key === 'id' ? [] : [[key, withoutIds(entry)]])))
}

/** Those that run this deployment and nothing else, as triggers of files do. */
async function automationsThere(client: Client, id: string): Promise<Json> {
  const related = await client.automations.relatedTo({ params: { resource_id: ownerOf(id) } }).catch((error: unknown) => {
    // A server of Prefect 2 has automations only where they were turned on.
    if (isStatus(error, 404)) return []
    throw error
  })
  const own = related.filter(
    ({ actions }) => actions.length === 1 && actions[0]?.type === 'run-deployment' && actions[0].deployment_id === id,
  )
  return own.toSorted((a, b) => (a.created ?? '').localeCompare(b.created ?? '')).map(automationParts)
}
