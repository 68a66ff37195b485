import type { Migration } from './migration.ts'

/** What a worker says of itself with its signs of life: where it runs, how busy it is, what went wrong last. */
export const workerReports: Migration = {
  name: '0020-worker-reports',
  statements: () => ['alter table worker add column self_report text'],
}
