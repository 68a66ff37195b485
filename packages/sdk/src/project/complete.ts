import type { AutomationCreate, DeploymentUpdate, Json } from '@millrace/protocol'
import { z } from 'zod'
import { checkParameters } from '../deployments/check-parameters.ts'
import { type Commit, readRepository, versionOf } from '../deployments/version-info.ts'
import { fillValue, placeholdersOf } from '../templates/fill-template.ts'
import { firstOf, outputsOf, type StepOutputs } from '../templates/outputs.ts'
import { serverValues } from '../templates/server-values.ts'
import { automationsOf } from '../triggers/automations-of.ts'
import { InvalidProjectDeployment } from './errors.ts'
import type { PreparedDeployment, ProjectContext } from './prepare.ts'
import { type ProjectDeployment, projectDeployment } from './schema.ts'
import { type ProjectSchedule, schedulesOf } from './schedules.ts'

/** A deployment as the server is to have it. */
export interface CompleteDeployment {
  readonly flowName: string
  readonly name: string
  readonly fields: DeploymentUpdate & { readonly pull_steps: { [key: string]: Json }[] }
  /** Undefined: the file says nothing of schedules, and those of the server stay. */
  readonly schedules: ProjectSchedule[] | undefined
  /** The automations of its triggers, once it has an id. */
  readonly automations: (deploymentId: string) => AutomationCreate[]
}

/** Stands where the id of a deployment is not known yet. */
const NO_ID = '00000000-0000-4000-8000-000000000000'

const limits = z.object({
  limit: z.coerce.number().int().gt(0),
  collision_strategy: z.enum(['ENQUEUE', 'CANCEL_NEW']).nullish(),
  grace_period_seconds: z.coerce.number().int().min(60).max(86_400).nullish(),
})

/**
 * Puts the outputs of build and push steps in place of their placeholders, and reads what came of it.
 *
 * `ahead`: the steps did not run, and what they would put out stays as it is written.
 *
 * @throws InvalidProjectDeployment, InvalidTrigger, InvalidSchedule, ParameterError.
 */
export async function completeDeployment(
  { entry, name, flow, entrypoint, pool, pull }: PreparedDeployment,
  outputs: StepOutputs,
  context: ProjectContext,
  ahead = false,
): Promise<CompleteDeployment> {
  const { client, env, print } = context
  const lookup = outputsOf(outputs)
  const { triggers, schedules: _, schedule: __, build: ___, push: ____, pull: _____, ...templated } = entry
  const unknown = ahead ? 'keep' : 'drop'
  const filled = await fillValue(templated as Json, {
    lookup: withNotices(firstOf(lookup, runtimeNames), name, ahead ? undefined : print),
    unknown,
  })
  const whole = { ...projectDeployment.parse(filled), schedules: entry.schedules, schedule: entry.schedule }
  const timed = ahead ? whole : { ...whole, ...(await timesFilled(entry, lookup)) }
  const parameters = objectOf(whole.parameters)
  if (whole.enforce_parameter_schema !== false && placeholdersOf(parameters).size === 0)
    checkParameters(`deployment '${flow.flowName}/${name}'`, flow.parameterSchema, parameters)
  const filledTriggers = await Promise.all((triggers ?? []).map((trigger) => filledTrigger(trigger, lookup)))
  // The environment is known here; blocks and variables are read by who runs the steps.
  const steps = await fillValue([...pull] as Json, {
    lookup: firstOf(lookup, (each) => (each.startsWith('$') ? serverValues(client, env)(each) : nothing())),
    unknown: 'keep',
  })
  const place = await fillValue(entrypoint, { lookup, unknown: 'keep' })
  const { version: given, version_type: type } = whole
  const version = await versionOf({ version: given, type, otherwise: flow.version, repository: () => repositoryOf(context), env })
  const complete: CompleteDeployment = {
    flowName: flow.flowName,
    name,
    fields: {
      ...version,
      description: whole.description || flow.description,
      tags: (whole.tags ?? []) as string[],
      parameters,
      ...limitsOf(name, whole.concurrency_limit),
      ...(whole.paused === null || whole.paused === undefined ? {} : { paused: isOn(whole.paused) }),
      work_pool_name: pool.name,
      ...(whole.work_pool?.work_queue_name ? { work_queue_name: whole.work_pool.work_queue_name } : {}),
      job_variables: objectOf(whole.work_pool?.job_variables),
      entrypoint: typeof place === 'string' ? place : entrypoint,
      pull_steps: steps as { [key: string]: Json }[],
      parameter_openapi_schema: flow.parameterSchema,
      enforce_parameter_schema:
        whole.enforce_parameter_schema === null || whole.enforce_parameter_schema === undefined
          ? true
          : isOn(whole.enforce_parameter_schema),
    },
    schedules: ahead && placeholdersOf((timed.schedules ?? null) as Json).size > 0 ? undefined : schedulesOf(name, timed),
    automations: (id) => automationsOf(name, filledTriggers, id),
  }
  // Triggers that are none are refused before anything is written.
  complete.automations(NO_ID)
  return complete
}

const repositories = new WeakMap<ProjectContext, Promise<Commit | undefined>>()

/** Looked at once for all deployments of a project. */
function repositoryOf(context: ProjectContext): Promise<Commit | undefined> {
  const known = repositories.get(context) ?? readRepository(context.cwd)
  repositories.set(context, known)
  return known
}

/** `{{ ctx.… }}` is filled in when a run starts. */
const runtimeNames = (name: string): Promise<Json | undefined> => Promise.resolve(name.startsWith('ctx.') ? `{{ ${name} }}` : undefined)
const nothing = (): Promise<undefined> => Promise.resolve(undefined)

const withNotices =
  (lookup: (name: string) => Promise<Json | undefined>, deployment: string, print: ((line: string) => void) | undefined) =>
  async (name: string): Promise<Json | undefined> => {
    const value = await lookup(name)
    if (value === undefined) print?.(`deployment '${deployment}': nothing is known by the name of {{ ${name} }}; what holds it is left out`)
    return value
  }

async function timesFilled(
  { schedule, schedules }: ProjectDeployment,
  lookup: ReturnType<typeof outputsOf>,
): Promise<Partial<ProjectDeployment>> {
  const filled = (await fillValue({ schedule: schedule ?? null, schedules: schedules ?? null } as Json, { lookup })) as object
  const read = projectDeployment.parse(filled)
  return {
    ...(schedule === undefined ? {} : { schedule: read.schedule }),
    ...(schedules === undefined ? {} : { schedules: read.schedules }),
  }
}

/** Parameters of a trigger are templates of its events. */
async function filledTrigger(
  trigger: { readonly [key: string]: Json },
  lookup: ReturnType<typeof outputsOf>,
): Promise<{ [key: string]: Json }> {
  const { parameters, ...rest } = trigger
  const filled = (await fillValue(rest, { lookup })) as { [key: string]: Json }
  return { ...filled, ...(parameters === undefined ? {} : { parameters }) }
}

function limitsOf(
  name: string,
  given: ProjectDeployment['concurrency_limit'],
): Pick<DeploymentUpdate, 'concurrency_limit' | 'concurrency_options'> {
  if (given === null || given === undefined) return { concurrency_limit: null, concurrency_options: null }
  if (typeof given === 'string' && placeholdersOf(given).size > 0) return {}
  const read = limits.safeParse(typeof given === 'object' ? given : { limit: given })
  if (!read.success) {
    const [issue] = read.error.issues
    throw new InvalidProjectDeployment(name, `concurrency_limit.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`)
  }
  const { limit, collision_strategy: strategy, grace_period_seconds: grace } = read.data
  const options = strategy ? { collision_strategy: strategy, grace_period_seconds: grace ?? null } : null
  return { concurrency_limit: limit, concurrency_options: options }
}

const isOn = (value: boolean | string): boolean => value === true || /^(?:true|yes|1|on)$/i.test(String(value))

const objectOf = (value: string | Readonly<Record<string, Json>> | null | undefined): { [key: string]: Json } =>
  typeof value === 'object' && value !== null ? { ...value } : {}
