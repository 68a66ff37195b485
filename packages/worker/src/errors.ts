/** What every error of the worker is. */
export class WorkerError extends Error {
  override readonly name: string = 'WorkerError'
}

/** The work pool is not there and may not be made. */
export class WorkPoolNotFound extends WorkerError {
  override readonly name = 'WorkPoolNotFound'
  readonly pool: string

  constructor(pool: string) {
    super(`there is no work pool '${pool}': create it with 'millrace work-pool create ${pool} --type process'`)
    this.pool = pool
  }
}

/** The work pool is served by workers of another type. */
export class WrongWorkPoolType extends WorkerError {
  override readonly name = 'WrongWorkPoolType'

  constructor(pool: string, poolType: string, workerType: string) {
    super(`the work pool '${pool}' is of type '${poolType}', and this worker of type '${workerType}': start it with --type ${poolType}`)
  }
}

/** No worker of this type is known. */
export class UnknownWorkerType extends WorkerError {
  override readonly name = 'UnknownWorkerType'

  constructor(type: string, known: readonly string[]) {
    super(`there is no worker type '${type}'; there are ${known.map((name) => `'${name}'`).join(', ')}`)
  }
}

/** The type of worker comes with a package that is not installed. */
export class MissingWorkerPackage extends WorkerError {
  override readonly name = 'MissingWorkerPackage'
  readonly package: string

  constructor(type: string, from: string) {
    super(`workers of type '${type}' need the package ${from}: npm install ${from}`)
    this.package = from
  }
}

/** A deployment wants infrastructure that the worker does not start. */
export class UnsupportedInfrastructure extends WorkerError {
  override readonly name = 'UnsupportedInfrastructure'
}

/** A work queue that the worker was told to poll is not there. */
export class WorkQueueNotFound extends WorkerError {
  override readonly name = 'WorkQueueNotFound'

  constructor(pool: string, queue: string) {
    super(`the work pool '${pool}' has no queue '${queue}'`)
  }
}
