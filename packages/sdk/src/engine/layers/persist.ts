import type { Json } from '@millrace/protocol'
import { cacheBy } from '../../caching/cache-policy.ts'
import { asError } from '../../errors.ts'
import { newId } from '../../identifiers.ts'
import { keepsResults } from '../../results/result-plan.ts'
import { writeResult } from '../../results/result-store.ts'
import { storageKeyFrom } from '../../results/storage-key.ts'
import { valueIn } from '../../states/outcome.ts'
import { cacheOptions } from '../../task-definition.ts'
import { type Ending, stateOfError } from '../returned-state.ts'
import type { TaskRun } from '../task-run.ts'
import type { Layer } from './layer.ts'

/** Writes the result to storage before the run says that it is Completed. */
export const persist: Layer = (next, run) => {
  if (!keepsResults(run.plan) || cacheOptions(run.task.options)?.by === cacheBy.nothing) return next
  return async () => {
    // The cache keeps it, for later attempts at this flow run too, unless they do not look there.
    if (run.transaction?.record !== undefined && !isDiscarded(run, run.transaction.record.key)) return await next()
    const ending = await next()
    const kept = ending.state.isCompleted ? valueIn(ending.state) : undefined
    if (kept === undefined) return ending
    if (run.plan.persist === 'always') return await mustKeep(run, ending, kept.value)
    return run.resultKey === undefined ? ending : await mayKeep(run, ending, kept.value)
  }
}

/** Whether a restart of the flow run has said that what is kept under this key is not to be taken again. */
export const isDiscarded = ({ flow }: TaskRun, key: string): boolean => flow?.resultKeys.discarded.has(key) === true

/** Somebody asked for the result: one that cannot be written fails the run. */
async function mustKeep(run: TaskRun, ending: Ending, value: unknown): Promise<Ending> {
  try {
    return { ...ending, data: await written(run, value) }
  } catch (error) {
    return { state: stateOfError('Task run', error), data: null }
  }
}

/** The result only serves a later attempt: one that cannot be written leaves the task to be repeated there. */
async function mayKeep(run: TaskRun, ending: Ending, value: unknown): Promise<Ending> {
  const { task, flow } = run
  try {
    return { ...ending, data: await written(run, value) }
  } catch (error) {
    flow?.resultKeys.tellOfRepeat({ key: task.key, label: `Task '${task.name}'` }, asError(error).message)
    return ending
  }
}

async function written(run: TaskRun, value: unknown): Promise<Json> {
  const { plan, task, resultKey } = run
  const key = resultKey ?? newId()
  const what = `task '${task.name}'`
  return (await writeResult(plan, { key, value, expiration: null, what, storedAs: nameOf(run) })) as unknown as Json
}

function nameOf({ task, id, name, flow, parameters }: TaskRun): string | undefined {
  const { resultStorageKey: key } = task.options
  if (key === undefined) return undefined
  return storageKeyFrom(key, { task: { name: task.name }, taskRun: { id, name }, flowRun: flow?.info, parameters })
}
