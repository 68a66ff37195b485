import { countRuns } from '../store/queries/run-tallies.ts'
import type { Service } from './service.ts'

/** Seconds between two turns; histories look at what is not counted yet one by one. */
const EVERY = 60

/** Counts the runs that are over, by when they were expected, so that histories of any length are quick. */
export const runTallies: Service = {
  name: 'run-tallies',
  everySeconds: EVERY,
  async runOnce({ store, clock, signal }) {
    // Some hours at a time, so that other writes come in between.
    while (!signal.aborted && (await store.write((tx) => countRuns(tx, clock.now()))));
  },
}
