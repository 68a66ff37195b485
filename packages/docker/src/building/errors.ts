import { DockerError } from '../errors.ts'

/** An image could not be built. */
export class BuildFailed extends DockerError {
  override readonly name: string = 'BuildFailed'
  readonly image: string

  constructor(image: string, reason: string, lastLines: readonly string[], cause: unknown) {
    const tail = lastLines.length === 0 ? '' : `\n${lastLines.map((line) => `  ${line}`).join('\n')}`
    super(`the image ${image} could not be built: ${reason}${tail}`, { cause })
    this.image = image
  }
}

/** The flow would not run in its image. */
export class HealthChecksFailed extends DockerError {
  override readonly name = 'HealthChecksFailed'
  readonly image: string
  /** Each names the check, what is wrong and what to do. */
  readonly problems: readonly string[]

  constructor(image: string, problems: readonly string[]) {
    super(
      `the image ${image} was not built, because its health checks failed:\n${problems.map((each) => `  ${each}`).join('\n')}\n(ignoreHealthchecks builds it all the same)`,
    )
    this.image = image
    this.problems = problems
  }
}
