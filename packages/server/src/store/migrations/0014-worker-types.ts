import type { Migration } from './migration.ts'

/** The type that a worker says it is of: runs of a pool that only others poll can say what they wait for. Null for workers that do not say. */
export const workerTypes: Migration = { name: '0014-worker-types', statements: () => ['alter table worker add column type text'] }
