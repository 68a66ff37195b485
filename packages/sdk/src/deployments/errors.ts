import { MillraceError } from '../errors.ts'

/** A deployment cannot be built, written, read, applied or run. Every reason has its own class below. */
export class DeploymentError extends MillraceError {
  override readonly name: string = 'DeploymentError'
}

/** A schedule that cannot be expanded, or several at once. */
export class InvalidSchedule extends DeploymentError {
  override readonly name = 'InvalidSchedule'
}

/** A deployment file that is no YAML, or not that of a deployment. */
export class InvalidDeploymentFile extends DeploymentError {
  override readonly name = 'InvalidDeploymentFile'
  readonly file: string
  readonly line: number | undefined
  readonly column: number | undefined

  constructor(file: string, place: { readonly line: number; readonly col: number } | undefined, reason: string, cause?: unknown) {
    super(`${file}${place === undefined ? '' : `:${place.line}:${place.col}`}: ${reason}`, { cause })
    this.file = file
    this.line = place?.line
    this.column = place?.col
  }
}

/** Not `flow/deployment` and no id. */
export class InvalidDeploymentName extends DeploymentError {
  override readonly name = 'InvalidDeploymentName'
}

/** There is no such deployment. */
export class DeploymentNotFound extends DeploymentError {
  override readonly name = 'DeploymentNotFound'
  /** Names that look like it, nearest first. */
  readonly nearest: readonly string[]

  constructor(wanted: string, nearest: readonly string[]) {
    const hint = nearest.length === 0 ? '' : ` Did you mean ${nearest.map((name) => `'${name}'`).join(' or ')}?`
    super(`Deployment '${wanted}' not found!${hint}`)
    this.nearest = nearest
  }
}

/** The work pool that a deployment names is not there. */
export class UnknownWorkPool extends DeploymentError {
  override readonly name = 'UnknownWorkPool'
  readonly pool: string

  constructor(pool: string, known: readonly string[]) {
    const there = known.length === 0 ? 'there are none yet' : `there are ${known.map((name) => `'${name}'`).join(', ')}`
    super(`there is no work pool '${pool}' (${there}); create it with 'millrace work-pool create ${pool} --type process'`)
    this.pool = pool
  }
}

/** The block that a deployment names as its infrastructure is not there, or the name is none. */
export class UnknownInfrastructureBlock extends DeploymentError {
  override readonly name = 'UnknownInfrastructureBlock'
}

/** Python could not tell what a flow in a `.py` file is. */
export class PythonFlowFailed extends DeploymentError {
  override readonly name = 'PythonFlowFailed'
}
