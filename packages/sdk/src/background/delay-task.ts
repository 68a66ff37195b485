import { currentSession } from '../connection/session.ts'
import { activeFlowRun } from '../context/flow-run.ts'
import { currentTags } from '../context/tags.ts'
import { activeTaskRun } from '../context/task-run.ts'
import { describeError } from '../errors.ts'
import { numbered } from '../engine/numbered.ts'
import { stateOfError } from '../engine/returned-state.ts'
import { newId } from '../identifiers.ts'
import type { RunState } from '../states/run-state.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { BackgroundFuture } from './background-future.ts'

/** Asks for a run of a task by whichever process serves it. */
export function delayTask(task: TaskDefinition, args: readonly unknown[]): BackgroundFuture<unknown> {
  const taskRunId = newId()
  const flow = activeFlowRun.peek()
  const { name, dynamicKey } = flow === undefined ? { name: task.name, dynamicKey: `${task.key}-${newId()}` } : numbered(task, flow)
  const order = { task, taskRunId, name, dynamicKey, args, tags: [...new Set([...(task.options.tags ?? []), ...currentTags()])] }
  const session = Promise.resolve(currentSession())
  // Who only defines tasks does not load what delays them.
  const ordering = import('./order-task-run.ts')
  const asked = Promise.all([session, ordering]).then(([opened, { orderTaskRun }]) => orderTaskRun(opened, order))
  const known = flow?.underWay.during(asked) ?? asked
  known.catch((error: unknown) => {
    // Who does not await it would never know.
    const log = activeTaskRun.peek()?.log ?? flow?.log
    const text = `The background task '${name}' could not be scheduled: ${describeError(error)}`
    if (log === undefined) process.stderr.write(`millrace: ${text}\n`)
    else log.error(text)
  })
  const watch = async (): Promise<RunState> => {
    try {
      await asked
      return await (await ordering).endOfTaskRun(task, await session, taskRunId)
    } catch (error) {
      return stateOfError('Task run', error)
    }
  }
  return new BackgroundFuture({ taskRunId, name, scheduled: asked, watch })
}
