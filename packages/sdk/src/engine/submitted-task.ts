import type { ActiveFlowRun } from '../context/flow-run.ts'
import type { FutureSource } from '../futures/task-future.ts'
import { RunState } from '../states/run-state.ts'
import type { TaskDefinition } from '../task-definition.ts'
import type { OpenTaskRunner } from '../task-runners/task-runner.ts'
import { beginTaskRun, type TaskCallId } from './begin-task-run.ts'
import { executeTaskRun } from './execute-task-run.ts'
import { namesOfCall } from './numbered.ts'
import { stateOfError } from './returned-state.ts'
import type { TaskRun } from './task-run.ts'

/** What the calls of one `submit` or `map` have in common. */
export interface Submission {
  readonly task: TaskDefinition
  readonly flow: ActiveFlowRun
  /** Undefined for tasks that run as soon as there is room. */
  readonly runner: OpenTaskRunner | undefined
  /** Whether nothing changes once a run is over, as the rollback of a transaction around would. */
  readonly endsForGood: boolean
}

/**
 * One task run from its submission to its end, for its future. Of one map there may be very many, so it has in memory what
 * its stage needs: while it waits only the arguments, and once it is over only the state.
 */
export class SubmittedTask implements FutureSource<unknown> {
  readonly taskRunId: string
  readonly #submission: Submission
  readonly #number: number | undefined
  #args: readonly unknown[] | undefined
  #run: TaskRun | undefined
  #end: RunState | undefined
  /** The name that it had at its end, where that is not the one it was given by its number. */
  #ownName: string | undefined
  /** Made only for who asks before the end. */
  #finished: PromiseWithResolvers<RunState> | undefined

  constructor(submission: Submission, { id, number }: TaskCallId, args: readonly unknown[]) {
    this.taskRunId = id
    this.#submission = submission
    this.#number = number
    this.#args = args
  }

  name(): string {
    return this.#run?.name ?? this.#ownName ?? this.#givenName
  }

  state(): RunState {
    return this.#run?.state ?? this.#end ?? new RunState({ type: 'PENDING' })
  }

  get finished(): Promise<RunState> {
    return this.#end === undefined ? (this.#finished ??= Promise.withResolvers()).promise : Promise.resolve(this.#end)
  }

  /**
   * Begins the run and hands it to the task runner, which calls it when it likes; resolves at its end, and never rejects.
   *
   * @param onCalled Called when the task runner calls it, or will not do so any more.
   */
  async handOver(room: 'has room' | 'unasked', onCalled: () => void = () => undefined): Promise<void> {
    const { task, flow, runner } = this.#submission
    const args = this.#args ?? []
    let waits = true
    const job = async (run: TaskRun): Promise<RunState> => {
      waits = false
      onCalled()
      return await executeTaskRun(run, args, room)
    }
    try {
      const run = beginTaskRun(task, args, flow.session, flow, { id: this.taskRunId, number: this.#number })
      run.runner = runner
      this.#run = run
      this.#over(await (runner === undefined ? job(run) : runner.submit(() => job(run))))
    } catch (error) {
      this.#over(stateOfError('Task run', error))
    }
    if (waits) onCalled()
  }

  #over(end: RunState): void {
    const { flow, endsForGood } = this.#submission
    this.#end = end
    this.#args = undefined
    if (endsForGood) {
      const name = this.name()
      if (name !== this.#givenName) this.#ownName = name
      this.#run = undefined
    }
    this.#finished?.resolve(end)
    this.#finished = undefined
    flow.underWay.end()
  }

  get #givenName(): string {
    const { task, flow } = this.#submission
    return this.#number === undefined ? task.name : namesOfCall(task.name, this.#number, flow).name
  }
}
