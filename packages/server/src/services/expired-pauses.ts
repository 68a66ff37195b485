import { failed, stateCreate } from '@millrace/protocol'
import { setFlowRunState } from '../orchestration/set-flow-run-state.ts'
import { listExpiredPauses } from '../store/queries/overdue-runs.ts'
import { lockAttempt } from '../store/queries/flow-run-leases.ts'
import { SERVER, type Service, type Turn } from './service.ts'

const EVERY_SECONDS = 5
const BATCH = 200

/** Fails runs that were paused and not resumed within their time. */
export const expiredPauses: Service = {
  name: 'expired-pauses',
  everySeconds: EVERY_SECONDS,
  async runOnce(turn) {
    const before = turn.clock.now()
    for (const id of await turn.store.read((queries) => listExpiredPauses(queries, { before, limit: BATCH }))) {
      if (turn.signal.aborted) return
      await fail(turn, id)
    }
  },
}

async function fail(turn: Turn, flowRunId: string): Promise<void> {
  const state = stateCreate.parse(failed({ message: 'The flow was paused and never resumed.' }))
  await turn.store.write(async (tx) => {
    // It may have been resumed, or seen to by another server, since it was found.
    if ((await lockAttempt(tx, flowRunId))?.state_type !== 'PAUSED') return
    await setFlowRunState(turn, tx, { flowRunId, state, force: true, caller: SERVER })
  })
}
