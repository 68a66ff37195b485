import { basename } from 'node:path'
import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { Json, WorkPool } from '@millrace/protocol'
import { UnknownWorkPool } from '../deployments/errors.ts'
import { noImagesIn } from '../docker/flow-image.ts'
import { describeEntrypoint } from '../deployments/flow-description.ts'
import type { FlowDescription } from '../deployments/flow-description.ts'
import { readEntry } from '../steps/run-steps.ts'
import { requireKnown } from '../steps/registry.ts'
import type { StepEntry } from '../steps/step.ts'
import { fillValue, type Lookup } from '../templates/fill-template.ts'
import { knownLookup } from '../templates/known-lookup.ts'
import { firstOf } from '../templates/outputs.ts'
import { InvalidProjectDeployment } from './errors.ts'
import { imageSteps } from './image-steps.ts'
import type { ProjectFile } from './project-file.ts'
import { type ProjectDeployment, projectDeployment } from './schema.ts'

/** Where a project is deployed from, and to. */
export interface ProjectContext {
  readonly client: Client
  /** What entrypoints are relative to. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Takes what is said on the way, by the line. */
  readonly print: (line: string) => void
}

/** A deployment of which everything is known that can be known before its build and push steps ran. */
export interface PreparedDeployment {
  /** The entry with blocks, variables and the environment in place; outputs of steps are placeholders still. */
  readonly entry: ProjectDeployment
  /** The entry as it was, for the project file. */
  readonly written: ProjectDeployment
  readonly name: string
  readonly flow: FlowDescription
  /** Where runs find it; a placeholder where a step decides. */
  readonly entrypoint: string
  readonly pool: WorkPool
  readonly build: readonly StepEntry[]
  readonly push: readonly StepEntry[]
  readonly pull: readonly StepEntry[]
}

/** What a deployment lacks that somebody may be asked for. */
export class IncompleteDeployment extends InvalidProjectDeployment {
  readonly lacks: 'entrypoint' | 'name' | 'pool'

  constructor(deployment: string, lacks: 'entrypoint' | 'name' | 'pool', reason: string) {
    super(deployment, reason)
    this.lacks = lacks
  }
}

type Actions = Pick<ProjectFile, 'build' | 'push' | 'pull'>

/**
 * Finds out about a deployment before anything changes: fills in what blocks, variables and the environment say, loads
 * its flow, and looks at its pool and its steps.
 *
 * @throws IncompleteDeployment, InvalidProjectDeployment, UnknownWorkPool, UnknownStep, BlockMissing, EntrypointError.
 */
export async function prepareDeployment(
  written: ProjectDeployment,
  actions: Actions,
  context: ProjectContext,
): Promise<PreparedDeployment> {
  const { client, cwd, env } = context
  const title = written.name ?? written.entrypoint ?? 'without a name'
  const entry = await resolved(written, title, firstOf(knownLookup(client, env), environment(env)))
  if (!entry.entrypoint) throw new IncompleteDeployment(title, 'entrypoint', 'an entrypoint is needed, as path/to/file.ts:flow')
  const flow = await describeEntrypoint(entry.entrypoint, cwd)
  if (!entry.name) throw new IncompleteDeployment(title, 'name', 'a deployment name is needed: give --name')
  const pool = await poolOf(client, entry)
  if (entry.image) return { written, name: entry.name, flow, pool, ...inImage(entry, entry.image, entry.entrypoint, flow, pool) }
  const build = stepsOf(entry, actions, 'build')
  const push = stepsOf(entry, actions, 'push')
  for (const step of [...build, ...push]) requireKnown(readEntry(step).name)
  const pull = pullStepsOf(written, entry, actions, build, cwd)
  // The pull steps of Python flows are run by Python, which knows more of them.
  if (!flow.python) for (const step of pull) requireKnown(readEntry(step).name)
  return { entry, written, name: entry.name, flow, entrypoint: entry.entrypoint, pool, build, push, pull }
}

/** A deployment whose flow is built into an image; its own steps would be about another one. */
function inImage(
  entry: ProjectDeployment,
  image: NonNullable<ProjectDeployment['image']>,
  entrypoint: string,
  { python }: FlowDescription,
  pool: WorkPool,
): Pick<PreparedDeployment, 'entry' | 'entrypoint' | 'build' | 'push' | 'pull'> {
  const title = entry.name ?? entrypoint
  const refusal = noImagesIn(pool)
  if (refusal !== undefined) throw new InvalidProjectDeployment(title, `image: ${refusal}`)
  if (python)
    throw new InvalidProjectDeployment(
      title,
      'image: only flows of TypeScript are built into one; for Python take the step build_docker_image',
    )
  const kind = (['build', 'push', 'pull'] as const).find((each) => (entry[each]?.length ?? 0) > 0)
  if (kind !== undefined) throw new InvalidProjectDeployment(title, `either image or ${kind} steps, not both: image has steps of its own`)
  const { jobVariables, ...steps } = imageSteps(image, entrypoint)
  const variables = entry.work_pool?.job_variables
  return {
    ...steps,
    entry: {
      ...entry,
      work_pool: { ...entry.work_pool, job_variables: { ...(typeof variables === 'object' ? variables : {}), ...jobVariables } },
    },
  }
}

/** Steps keep their placeholders: what a block holds is put in when they run, and is stored nowhere. */
async function resolved(written: ProjectDeployment, title: string, lookup: Lookup): Promise<ProjectDeployment> {
  const { build, push, pull, ...rest } = written
  const filled = await fillValue(rest as Json, { lookup, unknown: 'keep' })
  const read = projectDeployment.safeParse(filled)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new InvalidProjectDeployment(title, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`)
  }
  return {
    ...read.data,
    ...('build' in written ? { build } : {}),
    ...('push' in written ? { push } : {}),
    ...('pull' in written ? { pull } : {}),
  }
}

/** As Prefect has it, a variable of the environment may be named without the dollar too. */
const environment =
  (env: ProjectContext['env']): Lookup =>
  (name) =>
    Promise.resolve(/^\w+$/.test(name) ? env[name] : undefined)

async function poolOf(client: Client, { name, entrypoint, work_pool: pool }: ProjectDeployment): Promise<WorkPool> {
  const title = name ?? entrypoint ?? ''
  if (!pool?.name)
    throw new IncompleteDeployment(title, 'pool', "a work pool is needed: give --pool, or 'work_pool.name' in the project file")
  try {
    const found = await client.workPools.read({ params: { name: pool.name } })
    if (found.type !== 'prefect-agent') return found
    throw new IncompleteDeployment(
      title,
      'pool',
      `the work pool '${pool.name}' is one of agents: use 'millrace deployment build' for those`,
    )
  } catch (error) {
    if (!isStatus(error, 404)) throw error
    const known = await client.workPools.filter({ body: { limit: 20 } })
    throw new UnknownWorkPool(
      pool.name,
      known.map((each) => each.name),
    )
  }
}

/** Those of the deployment where it says anything of them, else those of the project. */
const stepsOf = (entry: ProjectDeployment, actions: Actions, kind: 'build' | 'push'): readonly StepEntry[] =>
  (kind in entry ? entry[kind] : actions[kind]) ?? []

function pullStepsOf(
  written: ProjectDeployment,
  entry: ProjectDeployment,
  actions: Actions,
  build: readonly StepEntry[],
  cwd: string,
): readonly StepEntry[] {
  const own = written.pull
  if (own && own.length > 0) return own
  const inForce = own === undefined ? actions.pull : own
  if (inForce?.length === 0) return []
  if (actions.pull && actions.pull.length > 0) return actions.pull
  const folder = usualFolder(entry, build, cwd)
  return folder === undefined ? [] : [{ 'prefect.deployments.steps.set_working_directory': { directory: folder } }]
}

/** Where the code is when no step says so: here; or, in an image, where Prefect's build step puts it. */
function usualFolder({ work_pool: pool }: ProjectDeployment, build: readonly StepEntry[], cwd: string): string | undefined {
  const image = build.map(readEntry).find(({ name }) => /\bbuild_docker_image$/.test(name))
  if (image !== undefined) return image.inputs['dockerfile'] === 'auto' ? `/opt/prefect/${basename(cwd)}` : undefined
  const variables = pool?.job_variables
  return typeof variables === 'object' && variables !== null && variables['image'] ? '/opt/prefect' : cwd
}
