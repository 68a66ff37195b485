import { TaskFuture } from '../futures/task-future.ts'
import { RunState } from '../states/run-state.ts'

interface Source<Result> {
  readonly taskRunId: string
  readonly name: string
  /** Resolves once the server has the run. */
  readonly scheduled: Promise<void>
  /** Begins to wait for the end; asked for at most once. */
  readonly watch: () => Promise<RunState<Result>>
}

/**
 * A task run that some process which serves the task will execute.
 *
 * Awaiting it waits for that, wherever it happens, and gives the result or throws. Nobody has to: the run is executed all
 * the same. Await `scheduled` to know that it is with the server.
 */
export class BackgroundFuture<Result> extends TaskFuture<Result> {
  /** Resolves once the server has the run; rejects when it could not be told, or the arguments could not be kept. */
  readonly scheduled: Promise<void>

  constructor({ taskRunId, name, scheduled, watch }: Source<Result>) {
    let state = new RunState<Result>({ type: 'SCHEDULED' })
    let finished: Promise<RunState<Result>> | undefined
    super({
      taskRunId,
      name: () => name,
      state: () => state,
      get finished() {
        finished ??= watch().then((final) => (state = final))
        return finished
      },
    })
    this.scheduled = scheduled
  }
}
