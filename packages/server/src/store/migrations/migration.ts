import { createHash } from 'node:crypto'
import type { Dialect } from '../dialect/dialect.ts'
import { StoreUnopenable } from '../errors.ts'
import { foundations } from './0001-foundations.ts'
import { limits } from './0002-limits.ts'
import { queryPlans } from './0003-query-plans.ts'
import { automations } from './0004-automations.ts'
import { backgroundWork } from './0005-background-work.ts'
import { automationLanes } from './0006-automation-lanes.ts'
import { unindexedEvents } from './0007-unindexed-events.ts'
import { automationEvents } from './0008-automation-events.ts'
import { clusteredStates } from './0009-clustered-states.ts'
import { readyObjects } from './0010-ready-objects.ts'
import { mainResources } from './0011-main-resources.ts'
import { runTallies } from './0012-run-tallies.ts'
import { toldStatus } from './0013-told-status.ts'
import { workerTypes } from './0014-worker-types.ts'
import { ownerTallies } from './0015-owner-tallies.ts'
import { deadLetters } from './0016-dead-letters.ts'
import { goneDeployments } from './0017-gone-deployments.ts'
import { logLevels } from './0018-log-levels.ts'
import { versionInfo } from './0019-version-info.ts'
import { workerReports } from './0020-worker-reports.ts'
import { longSlots } from './0021-long-slots.ts'
import { accounts } from './0022-accounts.ts'
import { auditEntries } from './0023-audit-entries.ts'

/** One step of the schema, for both databases; once released it is never edited, only followed by another. */
export interface Migration {
  /** Number and subject: `0001-foundations`. */
  readonly name: string
  readonly statements: (database: Dialect['name']) => readonly string[]
}

/** What a database says of a step that was done to it. */
export interface Applied {
  readonly name: string
  readonly checksum: string
}

/** Every step, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  foundations,
  limits,
  queryPlans,
  automations,
  backgroundWork,
  automationLanes,
  unindexedEvents,
  automationEvents,
  clusteredStates,
  readyObjects,
  mainResources,
  runTallies,
  toldStatus,
  workerTypes,
  ownerTallies,
  deadLetters,
  goneDeployments,
  logLevels,
  versionInfo,
  workerReports,
  longSlots,
  accounts,
  auditEntries,
]

/** The table, in either database, that records the steps. */
export const RECORD_TABLE = `create table if not exists schema_migration (
  name text not null primary key, checksum text not null, applied text not null)`

/** Tells one text of a step from another. */
export const checksumOf = (migration: Migration, database: Dialect['name']): string =>
  createHash('sha256').update(migration.statements(database).join(';\n')).digest('hex')

/**
 * The steps that a database still needs. Throws `StoreUnopenable` when it has steps that are not known here, or another
 * text of one.
 */
export function missingSteps(applied: readonly Applied[], database: Dialect['name'], where: string): readonly Migration[] {
  const known = MIGRATIONS.at(-1)?.name ?? 'none'
  const last = applied.at(-1)?.name ?? 'none'
  for (const [index, { name, checksum }] of applied.entries()) {
    const ours = MIGRATIONS[index]
    if (ours === undefined) {
      throw new StoreUnopenable(
        `the database ${where} has version ${last}, this Millrace knows versions up to ${known}; upgrade Millrace, or name another database by MILLRACE_SERVER_DATABASE_CONNECTION_URL`,
      )
    }
    if (ours.name !== name || checksumOf(ours, database) !== checksum) {
      throw new StoreUnopenable(
        `the database ${where} was made by another build of Millrace (its version ${name} differs from ours, ${ours.name}); use that build, or name another database by MILLRACE_SERVER_DATABASE_CONNECTION_URL`,
      )
    }
  }
  return MIGRATIONS.slice(applied.length)
}

/** The error for a database that needs steps while migrating at start is switched off. */
export const outOfDate = (applied: readonly Applied[], where: string): StoreUnopenable =>
  new StoreUnopenable(
    `the database ${where} has version ${applied.at(-1)?.name ?? 'none'}, this Millrace needs ${MIGRATIONS.at(-1)?.name ?? 'none'}; start once with MILLRACE_SERVER_DATABASE_MIGRATE_ON_START=true`,
  )
