import type { Migration } from './migration.ts'

/** Seconds of sixteen days, and of one. */
const [LONG, DAY] = [1_382_400, 86_400]

/** All flow runs are counted by sixteen days as well, so that their number does not take as many rows as there were days. */
export const longSlots: Migration = {
  name: '0021-long-slots',
  statements: () => [
    `insert into flow_run_tally (level, slot, state_type, state_name, runs, run_time, lateness)
      select ${LONG}, slot / 16, state_type, state_name, sum(runs), sum(run_time), sum(lateness)
      from flow_run_tally where level = ${DAY} group by 2, 3, 4`,
  ],
}
