import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ServerContext } from '../context.ts'
import { serviceTurns } from '../service-turns.ts'
import { sumFlowRunsByState } from '../store/queries/run-history.ts'
import { readWaitingWork } from '../store/queries/server-health.ts'

/** What a server does, in the text format of Prometheus. */
export interface ServerMetrics {
  /** Notes a call: its operation, the status of its answer, and the seconds that it took. */
  answered(operation: string, status: number, seconds: number): void
  /** Everything, as a scrape gets it. */
  text(): Promise<string>
  readonly contentType: string
}

/** Seconds; calls take from under a millisecond to the half minute that some wait. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30]

/** Metrics of one server process and of its database; `sockets` tells how many websockets are open. */
export function createServerMetrics({ store }: Pick<ServerContext, 'store'>, sockets: () => number): ServerMetrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const calls = new Histogram({
    name: 'millrace_server_request_seconds',
    help: 'How long calls of the API took, by operation and class of status.',
    labelNames: ['operation', 'status'],
    buckets: BUCKETS,
    registers,
  })
  const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
    new Gauge({ name: `millrace_${name}`, help, labelNames: [...labelNames], registers })
  const open = gauge('server_websockets', 'Websockets that are open.')
  const waiting = gauge('server_waiting', 'What waits in the database for background services, up to 10,000.', ['kind'])
  const runs = gauge('flow_runs', 'Flow runs in the database, by the type of their state.', ['state_type'])
  const turn = gauge('server_service_last_turn_timestamp_seconds', 'When a background service last ended a turn.', ['service'])
  const period = gauge('server_service_period_seconds', 'Seconds between two of its turns, where nothing wakes it.', ['service'])
  const took = gauge('server_service_turn_seconds', 'How long its last turn took.', ['service'])
  const failing = gauge('server_service_failing', 'Whether its last turn failed: 1 if so.', ['service'])

  function readServices(): void {
    for (const { name: service, every, lastTurn, took: seconds, problem } of serviceTurns(store)) {
      period.set({ service }, every)
      if (lastTurn !== null) turn.set({ service }, Date.parse(lastTurn) / 1000)
      if (seconds !== null) took.set({ service }, seconds)
      failing.set({ service }, problem === null ? 0 : 1)
    }
  }

  async function readDatabase(): Promise<void> {
    const { counted, states } = await store.read(async (queries) => ({
      counted: await readWaitingWork(queries),
      states: await sumFlowRunsByState(queries),
    }))
    for (const [kind, count] of Object.entries(counted)) waiting.set({ kind }, count)
    // A state that no run is in any longer is left out.
    runs.reset()
    for (const { state_type: type, runs: count } of states) runs.inc({ state_type: type ?? '' }, count)
  }

  return {
    answered: (operation, status, seconds) => calls.observe({ operation, status: `${Math.floor(status / 100)}xx` }, seconds),
    async text() {
      open.set(sockets())
      readServices()
      await readDatabase()
      return await registry.metrics()
    },
    contentType: registry.contentType,
  }
}
