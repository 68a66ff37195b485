import type { Migration } from './migration.ts'

/** Where a deployment's version comes from: its commit, branch and message, as clients of Prefect 3.8 say it. */
export const versionInfo: Migration = {
  name: '0019-version-info',
  statements: () => ['alter table deployment add column version_info text'],
}
