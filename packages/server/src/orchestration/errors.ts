/** A state was proposed for a run that does not exist. */
export class RunNotFound extends Error {
  override readonly name = 'RunNotFound'
  readonly kind: 'flow run' | 'task run'
  readonly id: string

  constructor(kind: 'flow run' | 'task run', id: string) {
    super(`Expected a ${kind} with id ${id}, found none.`)
    this.kind = kind
    this.id = id
  }
}

/** The lease asked for belongs to another attempt, or its run is over; the process that asked must stop acting for the run. */
export class AttemptSuperseded extends Error {
  override readonly name = 'AttemptSuperseded'
  readonly flowRunId: string
  /** The attempt that asked. */
  readonly attempt: number
  /** The attempt the run is at. */
  readonly present: number

  constructor(flowRunId: string, attempt: number, present: number, why: string) {
    super(`Attempt ${attempt} of flow run ${flowRunId} may not act any more: ${why}.`)
    this.flowRunId = flowRunId
    this.attempt = attempt
    this.present = present
  }
}
