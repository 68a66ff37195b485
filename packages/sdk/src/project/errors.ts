import { DeploymentError } from '../deployments/errors.ts'

/** A project cannot be deployed as it is. */
export class ProjectError extends DeploymentError {
  override readonly name: string = 'ProjectError'
}

/** A project file that is no YAML, or not that of a project. */
export class InvalidProjectFile extends ProjectError {
  override readonly name = 'InvalidProjectFile'

  constructor(file: string, place: { readonly line: number; readonly col: number } | undefined, reason: string, cause?: unknown) {
    super(`${file}${place === undefined ? '' : `:${place.line}:${place.col}`}: ${reason}`, { cause })
  }
}

/** A deployment of a project whose entry is not what it must be; names the deployment. */
export class InvalidProjectDeployment extends ProjectError {
  override readonly name = 'InvalidProjectDeployment'

  constructor(deployment: string, reason: string, cause?: unknown) {
    super(`deployment '${deployment}': ${reason}`, { cause })
  }
}
