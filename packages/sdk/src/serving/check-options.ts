import { readFile } from 'node:fs/promises'
import { type AnyFlow, isFlow } from '../any-flow.ts'
import { DeploymentError } from '../deployments/errors.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { checkOptionNames } from '../option-names.ts'
import type { DeploymentOptions, DeployOptions } from './options.ts'
import type { ServedDeployment } from './serve.ts'

const DEPLOYMENT: Readonly<Record<keyof DeploymentOptions, true>> = {
  name: true,
  description: true,
  version: true,
  tags: true,
  parameters: true,
  enforceParameterSchema: true,
  triggers: true,
  paused: true,
  cron: true,
  interval: true,
  rrule: true,
  anchorDate: true,
  timezone: true,
  dayOr: true,
}

const SERVED: Readonly<Record<Exclude<keyof ServedDeployment, 'flow'>, true>> = { ...DEPLOYMENT, concurrencyLimit: true }

const DEPLOYED: Readonly<Record<keyof DeployOptions, true>> = {
  ...DEPLOYMENT,
  pool: true,
  queue: true,
  jobVariables: true,
  entrypoint: true,
  path: true,
  image: true,
  build: true,
  push: true,
}

/**
 * What was given to `serve`, where the compiler did not look.
 *
 * @throws DeploymentError; DefinitionError for an option that there is not.
 */
export function checkServed(deployments: readonly ServedDeployment[]): void {
  requireList('serve', deployments)
  for (const [index, { flow, ...options }] of deployments.entries()) {
    requireFlow(`serve([…])`, index, flow)
    requireName(flow.name, options.name)
    checkOptionNames(`the deployment '${flow.name}/${options.name}'`, options, SERVED)
  }
}

/**
 * What was given to `deploy`, where the compiler did not look, and whether a worker can load the flow.
 *
 * @throws DeploymentError; DefinitionError for an option that there is not.
 */
export async function checkDeployed(definition: FlowDefinition, options: DeployOptions): Promise<void> {
  requireName(definition.name, options.name)
  const what = `the deployment '${definition.name}/${options.name}'`
  checkOptionNames(what, options, DEPLOYED)
  if (typeof options.pool !== 'string' || options.pool === '')
    throw new DeploymentError(`${what} needs \`pool\`, the work pool whose workers run it; without one, \`serve\` runs it in this process`)
  if (options.entrypoint === undefined && options.image === undefined) await requireExport(definition)
}

/** @throws DeploymentError for what is no list of deployments. */
export function requireList(call: string, deployments: unknown): void {
  if (Array.isArray(deployments) && deployments.length > 0) return
  const got = Array.isArray(deployments) ? 'an empty one' : typeof deployments
  throw new DeploymentError(`expected a list of deployments, as in \`${call}([{ flow, name: 'nightly' }])\`, got ${got}`)
}

/** @throws DeploymentError for what `flow(…)` did not make. */
export function requireFlow(call: string, index: number, flow: AnyFlow): void {
  if (isFlow(flow)) return
  throw new DeploymentError(`the \`flow\` of deployment ${index + 1} in ${call} is no flow: give what \`flow(…)\` answered`)
}

function requireName(flow: string, name: unknown): void {
  if (typeof name === 'string' && name !== '') return
  throw new DeploymentError(`a deployment of flow '${flow}' needs a \`name\`, as 'nightly', got ${JSON.stringify(name) ?? 'none'}`)
}

/** Said here, as a worker would say it only when the first run is due. A file that exports anything is left to the worker. */
async function requireExport({ name, file, origin }: FlowDefinition): Promise<void> {
  if (file === undefined || origin !== undefined) return
  const text = await readFile(file, 'utf8').catch(() => 'export')
  if (/\bexports?\b/.test(text)) return
  throw new DeploymentError(
    `flow '${name}' is not exported from ${file}, so that no worker could load it: write \`export const … = flow(…)\``,
  )
}
