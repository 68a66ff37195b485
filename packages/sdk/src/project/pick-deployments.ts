import { ProjectError } from './errors.ts'
import type { ProjectDeployment } from './schema.ts'

/** Which deployments of a project are meant. */
export interface Pick {
  /** Names or patterns with `*`, each `deployment` or `flow/deployment`. */
  readonly names: readonly string[]
  readonly all: boolean
}

/** What was picked. */
export interface Picked {
  readonly deployments: readonly ProjectDeployment[]
  /** Names and patterns that nothing has. */
  readonly missing: readonly string[]
}

/**
 * The deployments that names and patterns pick, each once and in the order of the file; with nothing named, a single
 * deployment of the project is the one.
 *
 * The flow of `flow/deployment` is the function of the entrypoint, with `-` for `_`: the flow's own name is not known
 * before its code is loaded.
 *
 * @throws ProjectError when nothing says which of several is meant, or both `all` and names do.
 */
export function pickDeployments(deployments: readonly ProjectDeployment[], { names, all }: Pick): Picked {
  if (all && names.length > 0) throw new ProjectError('Cannot use both `--all` and `--name` at the same time. Use only one.')
  if (all) return { deployments, missing: [] }
  if (names.length === 0) {
    if (deployments.length > 1)
      throw new ProjectError(
        `the project file has ${deployments.length} deployments, and none was named: give --name, or --all. There are ${deployments.map(({ name }) => `'${name ?? 'without a name'}'`).join(', ')}.`,
      )
    return { deployments, missing: [] }
  }
  const matches = names.map((name) => ({ name, test: matcher(name) }))
  return {
    deployments: deployments.filter((deployment) => matches.some(({ test }) => test(deployment))),
    missing: matches.filter(({ test }) => !deployments.some(test)).map(({ name }) => name),
  }
}

function matcher(pattern: string): (deployment: ProjectDeployment) => boolean {
  const at = pattern.indexOf('/')
  const name = asExpression(pattern.slice(at + 1))
  const flow = at === -1 ? undefined : asExpression(dashed(pattern.slice(0, at)))
  return (deployment) =>
    typeof deployment.name === 'string' &&
    name.test(deployment.name) &&
    (flow === undefined || [deployment.entrypoint?.split(':').at(-1), deployment.flow_name].some((each) => flow.test(dashed(each ?? ''))))
}

const dashed = (name: string): string => name.replaceAll('_', '-')

const asExpression = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(String.raw`\*`, '.*')}$`, 's')
