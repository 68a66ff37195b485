import { addSeconds, scheduled, stateCreate } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import { setFlowRunState } from '../orchestration/set-flow-run-state.ts'
import { listOverdueRuns, type OverdueRun } from '../store/queries/overdue-runs.ts'
import { SERVER, type Service, type Turn } from './service.ts'

/** Runs marked in one go. */
const BATCH = 200

/** Marks runs that nobody started in time as Late, so that people and automations see them. */
export const createLateRuns = ({ server }: Settings): Service => ({
  name: 'late-runs',
  everySeconds: server.services.lateRuns.loopSeconds,
  async runOnce(turn) {
    const before = addSeconds(turn.clock.now(), -server.services.lateRuns.afterSeconds)
    for (;;) {
      const overdue = await turn.store.read((queries) => listOverdueRuns(queries, { before, limit: BATCH }))
      const marked = await Promise.all(overdue.map((run) => markLate(turn, run)))
      if (overdue.length < BATCH || turn.signal.aborted || !marked.includes(true)) return
    }
  },
})

/** False when the run has moved on, or is gone. */
async function markLate(turn: Turn, { id, time }: OverdueRun): Promise<boolean> {
  const state = stateCreate.parse(scheduled(time, { name: 'Late' }))
  try {
    const { wrote } = await turn.store.write((tx) =>
      setFlowRunState(turn, tx, { flowRunId: id, state, force: false, caller: SERVER, policy: 'mark-late' }),
    )
    return wrote
  } catch (error) {
    turn.log.warn({ flowRunId: id, err: error }, 'a run could not be marked late')
    return false
  }
}
