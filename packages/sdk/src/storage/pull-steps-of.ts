import { resolve } from 'node:path'
import type { Json } from '@millrace/protocol'
import { Block } from '../blocks/block.ts'
import { DeploymentError } from '../deployments/errors.ts'
import { splitCredentials } from '../git/git-credentials.ts'
import type { StepEntry } from '../steps/step.ts'
import { type FlowSource, type GitSource, isRepository, schemeOf } from './flow-source.ts'

/**
 * The pull steps by which runs of a deployment fetch what `Flow.from` was given, with Prefect's names.
 *
 * @throws DeploymentError when it cannot be written down: a block that was not saved, a token that would be readable.
 */
export function pullStepsOf(source: FlowSource): readonly StepEntry[] {
  if (source instanceof Block)
    return [step('pull_with_block', { block_type_slug: source.type.slug, block_document_name: savedName(source) })]
  if (typeof source === 'object') return [step('git_clone', cloneInputs(source))]
  if (isRepository(source)) return [step('git_clone', cloneInputs({ repository: source }))]
  if (schemeOf(source) !== undefined) return [step('pull_from_remote_storage', { url: source })]
  return [step('set_working_directory', { directory: resolve(source) })]
}

type Inputs = Readonly<Record<string, Json>>

const step = (name: string, inputs: Inputs): StepEntry => ({ [`prefect.deployments.steps.${name}`]: inputs })

function cloneInputs({ repository, branch, commit, accessToken, submodules }: GitSource): Inputs {
  if (splitCredentials(repository).credentials !== undefined) throw readable('the address of the repository')
  return {
    repository,
    ...(branch === undefined ? {} : { branch }),
    ...(commit === undefined ? {} : { commit_sha: commit }),
    ...(submodules === undefined ? {} : { include_submodules: submodules }),
    ...(accessToken === undefined ? {} : credentialInputs(accessToken)),
  }
}

/** By the name of a block, which each run reads for itself. */
function credentialInputs(accessToken: string | Block): Inputs {
  if (typeof accessToken === 'string') throw readable('accessToken')
  const placeholder = `{{ prefect.blocks.${accessToken.type.slug}.${savedName(accessToken)} }}`
  return accessToken.type.slug === 'secret' ? { access_token: placeholder } : { credentials: placeholder }
}

const readable = (where: string): DeploymentError =>
  new DeploymentError(
    `the token in ${where} would be readable in the deployment: save it as a secret block, and give accessToken: await blocks.secret.load('name')`,
  )

function savedName({ type, savedAs }: Block): string {
  if (savedAs?.name) return savedAs.name
  throw new DeploymentError(`the block of type '${type.slug}' has no name, so runs cannot find it: save it first`)
}
