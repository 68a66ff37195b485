import { setting } from '../../setting.ts'
import { bool, seconds } from '../../values.ts'

/** Marks runs that nobody started as Late. */
export const lateRuns = {
  enabled: setting(bool, true, 'Mark runs that nobody started as Late.', { aliases: ['API_SERVICES_LATE_RUNS_ENABLED'] }),
  loopSeconds: setting(seconds, 5, 'Seconds between two turns.', { aliases: ['API_SERVICES_LATE_RUNS_LOOP_SECONDS'] }),
  afterSeconds: setting(seconds, 15, 'Seconds after its time at which a run is late.', {
    aliases: ['API_SERVICES_LATE_RUNS_AFTER_SECONDS'],
  }),
}
