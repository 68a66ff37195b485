export { serveHealth, type HealthOptions, type HealthServer } from './serve-health.ts'
export { createWorkerMetrics, type WorkerMetrics } from './worker-metrics.ts'
