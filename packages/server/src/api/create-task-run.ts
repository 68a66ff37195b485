import { pending, type StateCreate, stateCreate, type TaskRunCreate } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { newId } from '../orchestration/chance.ts'
import { setTaskRunState } from '../orchestration/set-task-run-state.ts'
import { runName } from '../run-name.ts'
import { inNewWords } from './older-policy.ts'
import { findTaskRunByKeys, insertTaskRun, readFlowRunLabels } from '../store/queries/task-runs.ts'
import type { Transaction } from '../store/store.ts'

/** Writes a task run and its first state, or finds the one that its flow run already has under these keys. */
export async function createTaskRun(
  context: RequestContext,
  tx: Transaction,
  { id: given, state, name, labels, ...rest }: TaskRunCreate,
): Promise<{ id: string; created: boolean }> {
  const keys = { flow_run_id: rest.flow_run_id ?? null, task_key: rest.task_key, dynamic_key: rest.dynamic_key }
  const earlier = await findTaskRunByKeys(tx, keys)
  if (earlier !== undefined) return { id: earlier, created: false }
  const id = given ?? newId()
  const now = context.clock.now()
  const inherited =
    keys.flow_run_id === null ? {} : { ...(await readFlowRunLabels(tx, keys.flow_run_id)), 'prefect.flow-run.id': keys.flow_run_id }
  await insertTaskRun(tx, {
    ...keys,
    id,
    created: now,
    updated: now,
    name: name || runName(),
    cache_key: rest.cache_key ?? null,
    cache_expiration: rest.cache_expiration ?? null,
    task_version: rest.task_version ?? null,
    empirical_policy: inNewWords(rest.empirical_policy),
    tags: rest.tags,
    labels: { ...inherited, ...labels },
    task_inputs: rest.task_inputs,
  })
  await setTaskRunState(context, tx, { taskRunId: id, state: state ?? PENDING, force: true, caller: context.caller })
  return { id, created: true }
}

const PENDING: StateCreate = stateCreate.parse(pending())
