import { resolve } from 'node:path'
import type { Settings } from '@millrace/settings'
import { parseConnectionUrl } from '../store/connection-url.ts'
import { BackupRefused } from './errors.ts'

/**
 * The SQLite file of `settings`; `otherwise` says what to do where the database is on Postgres.
 *
 * @throws BackupRefused when there is no such file.
 */
export function databaseFile({ server }: Settings, otherwise: string): string {
  const address = parseConnectionUrl(server.database.connectionUrl ?? '')
  if (address.kind === 'postgres') throw new BackupRefused(`the database is on Postgres: ${otherwise}`)
  if (address.path === ':memory:') throw new BackupRefused('the database is in memory and ends with its process')
  return resolve(address.path)
}
