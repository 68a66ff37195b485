import { type DueMetrics, evaluateMetrics, SHORTEST_PERIOD } from '../automations/evaluate-metrics.ts'
import { hasTriggerState } from '../store/queries/automation-version.ts'
import type { Service } from './service.ts'

/** Fires the triggers whose figure about flow runs is out of bounds. */
export function createMetricTriggers(): Service {
  const due: DueMetrics = new Map()
  return {
    name: 'metric-triggers',
    everySeconds: SHORTEST_PERIOD,
    async runOnce(turn) {
      if (await turn.store.read(hasTriggerState)) await evaluateMetrics(turn, due)
    },
  }
}
