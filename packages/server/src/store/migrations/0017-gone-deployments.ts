import type { Migration } from './migration.ts'

/**
 * Runs go on naming a deployment that was deleted, as those of Prefect do, and may name one that never was: nothing refers to
 * `deployment` any more but its own schedules, and what was counted for a deployment stays with its runs.
 */
export const goneDeployments: Migration = {
  name: '0017-gone-deployments',
  statements: (database) => (database === 'sqlite' ? SQLITE : POSTGRES),
}

/** Leaves a reference out of the table's text, which SQLite recommends where the rows stay as they are: copying them may take minutes. */
const SQLITE = [
  'pragma writable_schema = on',
  `update sqlite_schema set sql = replace(sql, ' references deployment (id) on delete set null', '') where type = 'table' and name = 'flow_run'`,
  'pragma writable_schema = reset',
  // A statement that changes the schema also tells other connections to read it anew.
  'drop trigger deployment_tallies_deleted',
]

const POSTGRES = [
  'alter table flow_run drop constraint flow_run_deployment_id_fkey',
  'drop trigger deployment_tallies_deleted on deployment',
  'drop function forget_tallies_of_deployment()',
]
