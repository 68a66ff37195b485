export { checkSchedule, type ScheduleFault } from './check-schedule.ts'
export { isCron, isInterval, isRRule, nextRuns, type Generation, type Window } from './next-runs.ts'
