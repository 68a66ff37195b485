import { WorkerError } from '@millrace/worker'

/** What every error of Docker is. */
export class DockerError extends WorkerError {
  override readonly name: string = 'DockerError'
}

/** No Docker engine answers. */
export class EngineUnavailable extends DockerError {
  override readonly name = 'EngineUnavailable'

  constructor(host: string, cause: unknown) {
    super(
      `the Docker engine does not answer at ${host} (${reasonOf(cause)}): start it, or set DOCKER_HOST to where it is; ` +
        'whoever runs this must be allowed to use it',
      { cause },
    )
  }
}

/** The image is not on the engine's machine and was not to be pulled, or is in no registry. */
export class ImageNotFound extends DockerError {
  override readonly name = 'ImageNotFound'
  readonly image: string

  constructor(image: string, why: string, cause?: unknown) {
    super(`there is no image '${image}': ${why}`, { cause })
    this.image = image
  }
}

/** A registry did not hand out an image, or did not take one. */
export class RegistryRefused extends DockerError {
  override readonly name = 'RegistryRefused'
  readonly image: string

  constructor(image: string, what: 'pulled' | 'pushed', said: string, cause?: unknown) {
    super(`the image '${image}' could not be ${what}: ${said}${hint(said)}`, { cause })
    this.image = image
  }
}

/** The engine refused what was asked of it. */
export class EngineRefused extends DockerError {
  override readonly name = 'EngineRefused'
}

const hint = (said: string): string =>
  /denied|unauthorized|authentication|no basic auth/i.test(said)
    ? ". Check the name of the image, and give credentials of the registry: 'registry_credentials' of the job, or `docker login`"
    : /no such host|connection refused|timeout|i\/o timeout/i.test(said)
      ? '. The engine does not reach the registry: check the host in the name of the image, and the network of the engine'
      : ''

const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return error instanceof Error && error.message !== '' ? error.message : String((error as NodeJS.ErrnoException).code ?? error)
}
