import type { FlowRun } from '@millrace/protocol'
import { currentSession } from '../connection/session.ts'
import { MissingResult } from '../errors.ts'
import { RunState } from '../states/run-state.ts'
import { defaultResultPlan, type ResultOptions, resultPlan } from './result-plan.ts'
import { readToldResult, toldResultIn } from './result-store.ts'

/** Where the flow keeps its result, if it is not where the settings say. */
export type FlowRunResultOptions = Pick<ResultOptions, 'resultStorage' | 'resultSerializer'>

/**
 * What a flow run in another process has returned, as one that `runDeployment` answers. It is read where the flow keeps results, so that flow
 * needs `persistResult: true`, and both processes the same storage. In Prefect, it is `state.result()` of such a run.
 *
 * @param run the run, or its id
 * @throws RunFailed when it has not completed, MissingResult when nobody kept what it returned.
 */
export async function flowRunResult<Result = unknown>(run: FlowRun | string, options: FlowRunResultOptions = {}): Promise<Result> {
  const { client, settings } = await currentSession()
  const { name, state } = typeof run === 'string' ? await client.flowRuns.read({ params: { id: run } }) : run
  const what = `flow run '${name}'`
  const ended = state === null ? undefined : RunState.fromWire<Result>(state, undefined, what)
  if (state === null || ended?.isFinal !== true) throw new MissingResult(what, `it is not over (${ended?.name ?? 'it has no state'})`)
  if (!ended.isCompleted) return ended.result()
  const plan = resultPlan(options, defaultResultPlan(settings))
  const told = toldResultIn(state.data)
  if (told === undefined) throw new MissingResult(what, 'the process that ran it did not keep it')
  const found = await readToldResult(plan, told)
  if (found === undefined)
    throw new MissingResult(what, `there is nothing under '${told.storage_key}' in ${plan.storage.address}, or it has expired`)
  return found.value as Result
}
