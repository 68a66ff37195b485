import { setImmediate as turn } from 'node:timers/promises'
import { Slots } from '../calls/slots.ts'
import { activeFlowRun } from '../context/flow-run.ts'
import { activeTaskRun } from '../context/task-run.ts'
import { TaskFuture } from '../futures/task-future.ts'
import { TaskFutures } from '../futures/task-futures.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { activeTransaction } from '../transactions/active.ts'
import { callOf } from './begin-task-run.ts'
import { type Submission, SubmittedTask } from './submitted-task.ts'

/** Task runs of one map that wait at the task runner for their turn; those behind are not handed over yet. */
const MOST_WAITING = 1000
/** Task runs that are handed over before those that have begun get their turn. */
const AT_ONCE = 100

/** Hands a task to the task runner of the flow run around. Throws `OutsideRun` when there is none. */
export function submitTask(task: TaskDefinition, args: readonly unknown[]): TaskFuture<unknown> {
  const submission = submissionHere(task)
  const submitted = submit(submission, args)
  if (submission.flow.session.events.isFull) void handOverLater(submission, [submitted])
  else void submitted.handOver('unasked')
  return new TaskFuture(submitted)
}

/**
 * Submits each of `calls`, as far as there is room to tell the server of them; the others follow in their order. Throws
 * `OutsideRun` when there is no flow run.
 */
export function mapTask(task: TaskDefinition, calls: readonly (readonly unknown[])[]): TaskFutures<unknown> {
  const submission = submissionHere(task)
  const { events } = submission.flow.session
  const behind: SubmittedTask[] = []
  const futures = calls.map((args) => {
    const submitted = submit(submission, args)
    if (behind.length > 0 || events.isFull) behind.push(submitted)
    else void submitted.handOver('unasked')
    return new TaskFuture(submitted)
  })
  void handOverLater(submission, behind)
  return new TaskFutures(futures)
}

const submissionHere = (task: TaskDefinition): Submission => {
  const flow = activeFlowRun.get()
  return {
    task,
    flow,
    // A task that waits for tasks it submitted must not wait for its own slot.
    runner: activeTaskRun.peek() === undefined ? flow.tasks : undefined,
    endsForGood: activeTransaction.peek() === undefined,
  }
}

function submit(submission: Submission, args: readonly unknown[]): SubmittedTask {
  const { task, flow } = submission
  const submitted = new SubmittedTask(submission, callOf(task, flow), args)
  flow.underWay.begin()
  activeTransaction.peek()?.await(submitted.finished)
  return submitted
}

/** Hands over the rest of a map when there is room for what is told of each: what a run that has begun has in memory is much. */
async function handOverLater({ flow, runner }: Submission, behind: SubmittedTask[]): Promise<void> {
  const waiting = runner === undefined ? undefined : new Slots(MOST_WAITING)
  // The last is first, so that those that are handed over can be taken off the list.
  behind.reverse()
  for (let count = 1, next = behind.pop(); next !== undefined; count += 1, next = behind.pop()) {
    await flow.session.events.whenRoom()
    await waiting?.enter()
    void next.handOver('has room', () => waiting?.leave())
    if (count % AT_ONCE === 0) await turn()
  }
}
