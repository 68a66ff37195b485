import { finishedTaskSince, lastEnds } from '../../store/queries/repeated-crashes.ts'
import { type FlowRule, accept, defineRule } from '../rule.ts'
import type { FlowRun } from '../runs.ts'
import { QUARANTINED } from './leave-quarantined-alone.ts'

/** How often a run's process may die without getting further. */
const MOST_DEATHS = 3

/**
 * Names a crash Quarantined when it is the third in a row and no task of the run has finished since the first of them: whatever starts
 * such runs again is to leave this one alone (R19).
 */
export const setPoisonAside: FlowRule = defineRule<FlowRun, 'poison' | 'harmless'>({
  name: 'set-poison-aside',
  from: ['PENDING', 'RUNNING'],
  to: ['CRASHED'],
  async gather(tx, { run }) {
    if (run.attempt < MOST_DEATHS) return 'harmless'
    const ends = await lastEnds(tx, run.id, MOST_DEATHS - 1)
    const first = ends.at(-1)
    if (first === undefined || ends.length < MOST_DEATHS - 1 || ends.some(({ type }) => type !== 'CRASHED')) return 'harmless'
    return (await finishedTaskSince(tx, run.id, first.timestamp)) ? 'harmless' : 'poison'
  },
  decide({ to }, found) {
    if (found === 'harmless' || to.name !== 'Crashed') return accept(to)
    const remark = `These were ${MOST_DEATHS} crashes in a row without a task that finished in between: the run is set aside.`
    return accept({ ...to, name: QUARANTINED, message: to.message === null ? remark : `${to.message} ${remark}` })
  },
})
