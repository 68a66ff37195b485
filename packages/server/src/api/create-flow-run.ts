import { pending, stateCreate, type StateCreate } from '@millrace/protocol'
import { newId } from '../orchestration/chance.ts'
import { startFlowRun } from '../orchestration/set-flow-run-state.ts'
import type { RequestContext } from '../http/request-context.ts'
import { runName } from '../run-name.ts'
import { inNewWords } from './older-policy.ts'
import { checkParameterSize } from './parameter-size.ts'
import { findFlowRunByKey, type NewFlowRunRow } from '../store/queries/flow-runs.ts'
import type { Transaction } from '../store/store.ts'

/** What a flow run is to be; `id`, times and, where none is given, the name are made here. */
export interface FlowRunSpec extends Omit<NewFlowRunRow, 'id' | 'created' | 'updated' | 'name'> {
  readonly name?: string | null | undefined
  /** Null: Pending. */
  readonly state: StateCreate | null
}

/**
 * Writes a flow run and its first state, or finds the one its flow already has with this idempotency key.
 * Throws `Unprocessable` for parameters larger than the setting admits.
 */
export async function createFlowRun(
  context: RequestContext,
  tx: Transaction,
  { state, name, ...spec }: FlowRunSpec,
): Promise<{ id: string; created: boolean }> {
  checkParameterSize(context, spec.parameters)
  if (spec.idempotency_key !== null) {
    const earlier = await findFlowRunByKey(tx, spec.flow_id, spec.idempotency_key)
    if (earlier !== undefined) return { id: earlier, created: false }
  }
  const id = newId()
  const now = context.clock.now()
  const row = { ...spec, empirical_policy: inNewWords(spec.empirical_policy), id, created: now, updated: now, name: name || runName() }
  await startFlowRun(context, tx, row, { state: state ?? PENDING, caller: context.caller })
  return { id, created: true }
}

const PENDING: StateCreate = stateCreate.parse(pending())
