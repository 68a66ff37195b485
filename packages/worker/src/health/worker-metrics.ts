import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { RunOutcome } from '../runs/supervision.ts'

/** What a worker does, in the text format of Prometheus. */
export interface WorkerMetrics {
  polled(result: 'answered' | 'failed'): void
  ended(outcome: RunOutcome, seconds: number): void
  /** Everything, as a scrape gets it. */
  text(): Promise<string>
  readonly contentType: string
}

/** Seconds; flow runs last from under a second to hours. */
const BUCKETS = [0.5, 1, 5, 15, 60, 300, 1800, 7200]

/** Metrics of one worker, whose runs under way `active` tells. */
export function createWorkerMetrics(active: () => number): WorkerMetrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const polls = new Counter({ name: 'millrace_worker_polls_total', help: 'Questions for due runs.', labelNames: ['result'], registers })
  const lastPoll = new Gauge({ name: 'millrace_worker_last_poll_timestamp_seconds', help: 'When the server last answered one.', registers })
  const runs = new Histogram({
    name: 'millrace_worker_run_seconds',
    help: 'How long runs were looked after, by how they ended.',
    labelNames: ['outcome'],
    buckets: BUCKETS,
    registers,
  })
  const activeRuns = new Gauge({
    name: 'millrace_worker_active_runs',
    help: 'Runs that are looked after now.',
    registers,
  })
  return {
    polled(result) {
      polls.inc({ result })
      if (result === 'answered') lastPoll.setToCurrentTime()
    },
    ended: (outcome, seconds) => runs.observe({ outcome }, seconds),
    async text() {
      activeRuns.set(active())
      return await registry.metrics()
    },
    contentType: registry.contentType,
  }
}
