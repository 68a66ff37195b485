import {
  deployPrepared,
  findProjectFile,
  goneDeployments,
  isSaved,
  pickDeployments,
  type PreparedDeployment,
  type ProjectContext,
  type ProjectDeployment,
  type ProjectFile,
  type ProjectOptions,
  readProjectFile,
  saveDeployment,
  withOptions,
} from '@millrace/sdk/project'
import { basename, join } from 'node:path'
import type { Context } from '../context.ts'
import { CommandFailure } from '../errors.ts'
import { prepareOrAsk } from './ask.ts'
import { printPlan } from './plan.ts'

/** What `deploy` was asked for. */
export interface DeployRequest {
  readonly names: readonly string[]
  readonly all: boolean
  readonly file: string | undefined
  readonly plan: boolean
  readonly prune: boolean
  readonly yes: boolean
  readonly given: ProjectOptions
  /** A file's name as people see it. */
  readonly shownFile: (file: string) => string
}

/** Deploys what was asked for, or shows what that would change. */
export async function deployProject(context: Context, request: DeployRequest): Promise<void> {
  const { io, output } = context
  const project = readProject(io.cwd, request)
  for (const warning of project.warnings) output.warning(warning)
  const settings = await context.settings()
  const client = await context.client()
  const surroundings: ProjectContext = { client, cwd: io.cwd, env: io.env, print: (line) => output.note(line) }
  const entries = await chosenEntries(context, project, request)
  const options = optionsFor(context, entries.length, request)
  const prepared: PreparedDeployment[] = []
  for (const entry of entries) {
    const whole = withOptions(entry, { ...options, defaultPool: settings.defaultWorkPoolName ?? undefined })
    prepared.push(await prepareOrAsk(whole, project, surroundings, context))
  }
  requireDistinct(prepared)
  const gone = request.prune ? await goneDeployments(client, project.name, new Set(prepared.map(fullName))) : []
  if (request.plan) return await printPlan(context, prepared, surroundings, gone, request)

  const jobVariables = options.jobVariables ?? {}
  await deployPrepared(prepared, project.name, surroundings, jobVariables, ({ id, flowName, name }) => {
    output.line({ text: `Deployment '${flowName}/${name}' successfully created with id '${id}'.`, style: 'green' })
    if (settings.uiUrl !== null) output.line(`View Deployment in UI: ${settings.uiUrl.replace(/\/+$/, '')}/deployments/deployment/${id}`)
  })
  for (const each of prepared) await offerToSave(context, project, each, request)
  await prune(context, gone, request)
  await sayWhatRunsThem(context, prepared)
}

function readProject(cwd: string, { file, shownFile }: DeployRequest): ProjectFile {
  const found = file ?? findProjectFile(cwd)
  if (found !== undefined) return readProjectFile(found, shownFile(found))
  return { file: join(cwd, 'millrace.yaml'), name: basename(cwd), build: null, push: null, pull: null, deployments: [], warnings: [] }
}

/** The deployments of the file that are meant; a new one when it has none, or none of that name. */
async function chosenEntries(context: Context, project: ProjectFile, request: DeployRequest): Promise<readonly ProjectDeployment[]> {
  const { output } = context
  const { names, all, given } = request
  const named = project.deployments.filter(({ name, entrypoint }) => Boolean(name) || Boolean(entrypoint))
  const ask = context.prompts()
  if (all && names.length > 0) throw new CommandFailure('Cannot use both `--all` and `--name` at the same time. Use only one.')
  if (all) {
    if (project.deployments.length === 0)
      throw new CommandFailure(`there is nothing to deploy: ${request.shownFile(project.file)} has no deployments`)
    for (const { name, entrypoint } of project.deployments)
      if (!name) output.warning(`Discovered unnamed deployment${entrypoint ? ` of ${entrypoint}` : ''}. Skipping...`)
    return project.deployments.filter(({ name }) => Boolean(name))
  }
  if (named.length === 0) return [{ name: names.length === 1 ? names[0] : undefined }]
  // As Prefect has it: the only deployment of a file is deployed under the name that is given.
  const [only] = named
  if (named.length === 1 && names.length === 1 && only !== undefined && !names[0]?.includes('*') && ask === undefined)
    return [{ ...only, name: names[0]?.split('/').at(-1) }]
  if (names.length === 0 && given.entrypoint !== undefined) return [{}]
  if (names.length === 0 && named.length > 1 && ask !== undefined) return await asked(named, ask)
  const { deployments, missing } = pickDeployments(named, { names, all: false })
  if (missing.length > 0) output.warning(`The following deployment(s) could not be found and will not be deployed: ${missing.join(', ')}`)
  if (deployments.length > 0) return deployments
  if (names.length === 1 && given.entrypoint !== undefined) return [{ name: names[0] }]
  throw new CommandFailure(
    `no deployment of ${request.shownFile(project.file)} has such a name. There are ${named.map(({ name }) => `'${name ?? ''}'`).join(', ')}. For a new one give its entrypoint too.`,
  )
}

async function asked(
  named: readonly ProjectDeployment[],
  ask: NonNullable<ReturnType<Context['prompts']>>,
): Promise<readonly ProjectDeployment[]> {
  const choices = named.map(({ name, entrypoint }, index) => ({
    value: String(index),
    label: name ?? entrypoint ?? '',
    hint: entrypoint ?? undefined,
  }))
  const answer = await ask.select('Which deployment of the project file?', [...choices, { value: 'new', label: 'a new one' }])
  const chosen = answer === 'new' ? undefined : named[Number(answer)]
  return [chosen ?? {}]
}

/** Options are of one deployment; several are as their file has them. */
function optionsFor({ output }: Context, count: number, { given, names }: DeployRequest): ProjectOptions {
  if (count === 1) return { ...given, ...(names.length === 1 && !names[0]?.includes('*') ? { name: names[0]?.split('/').at(-1) } : {}) }
  if (Object.values(given).some((value) => value !== undefined && !(Array.isArray(value) && value.length === 0)))
    output.warning(
      'You have passed options to the deploy command, but you are creating or updating multiple deployments. These options will be ignored.',
    )
  return {}
}

const fullName = ({ flow, name }: PreparedDeployment): string => `${flow.flowName}/${name}`

function requireDistinct(prepared: readonly PreparedDeployment[]): void {
  const names = prepared.map(fullName)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new CommandFailure(`the project file has '${twice}' twice: one flow needs deployments of different names`)
}

async function offerToSave(
  context: Context,
  project: ProjectFile,
  { written }: PreparedDeployment,
  { shownFile }: DeployRequest,
): Promise<void> {
  const ask = context.prompts()
  if (ask === undefined || isSaved(project.deployments, written)) return
  if (
    !(await ask.confirm(
      `Save this deployment to ${shownFile(project.file)}, to deploy it with 'millrace deploy -n ${written.name ?? ''}'?`,
      true,
    ))
  )
    return
  saveDeployment(project.file, written)
  context.output.line({ text: `Deployment saved to ${shownFile(project.file)}.`, style: 'green' })
}

async function prune(
  context: Context,
  gone: readonly { readonly id: string; readonly name: string }[],
  { prune: asksFor, yes }: DeployRequest,
): Promise<void> {
  const { output } = context
  if (!asksFor) return
  if (gone.length === 0) return output.line('Nothing to prune.')
  const names = gone.map(({ name }) => `'${name}'`).join(', ')
  const ask = context.prompts()
  if (!yes && ask === undefined)
    throw new CommandFailure(`Not pruned: ${names}. Nobody is there to be asked; give --yes to delete without that.`)
  if (!yes && !(await ask?.confirm(`Delete ${names}, which the project file has no longer?`))) return output.line('Not pruned.')
  const client = await context.client()
  for (const { id, name } of gone) {
    await client.deployments.delete({ params: { id } })
    output.line({ text: `Deleted deployment '${name}'.`, style: 'yellow' })
  }
}

async function sayWhatRunsThem(context: Context, prepared: readonly PreparedDeployment[]): Promise<void> {
  const { output } = context
  const client = await context.client()
  for (const pool of new Set(prepared.map((each) => each.pool.name))) {
    const workers = await client.workPools.filterWorkers({ params: { work_pool_name: pool }, body: { limit: 200 } })
    if (workers.some(({ status }) => status === 'ONLINE')) continue
    output.line(`\nTo execute flow runs from these deployments, start a worker that pulls work from the '${pool}' work pool:`)
    output.line({ text: `$ millrace worker start -p '${pool}'`, style: 'blue' })
  }
  const [first] = prepared
  if (first === undefined) return
  output.line('\nTo schedule a run for this deployment, use the following command:')
  output.line({ text: `$ millrace deployment run '${fullName(first)}'`, style: 'blue' })
}
