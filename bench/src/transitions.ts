import { startPostgres } from '@millrace/testing'
import { compare, type Options } from './compare.ts'
import { driveTransitions } from './load.ts'
import { floor, millrace, postgresFloor, prefect, startAll } from './servers.ts'

/** State transitions over HTTP on SQLite, with 1 and with 8 clients. */
export async function transitions(options: Options): Promise<void> {
  await using servers = await startAll([
    () => millrace('FULL'),
    () => millrace('NORMAL'),
    () => floor('FULL'),
    () => floor('NORMAL'),
    ...(options.withPrefect ? [() => prefect()] : []),
  ])
  for (const clients of [1, 8]) {
    await compare({
      title: `transitions, SQLite, ${clients} client${clients === 1 ? '' : 's'}`,
      unit: 'transitions',
      contestants: servers.list,
      options,
      drive: ({ url }, seconds) => driveTransitions(url, clients, seconds),
    })
  }
}

/** State transitions on PostgreSQL 15 (without fsync), with 8 clients. */
export async function transitionsPostgres(options: Options): Promise<void> {
  await using ours = await startPostgres()
  await using bare = await startPostgres()
  await using theirs = await startPostgres()
  await using servers = await startAll([
    () => millrace('postgres', { MILLRACE_SERVER_DATABASE_CONNECTION_URL: ours.url }),
    () => postgresFloor(bare.url),
    ...(options.withPrefect ? [() => prefect(theirs.url)] : []),
  ])
  await compare({
    title: 'transitions, PostgreSQL, 8 clients',
    unit: 'transitions',
    contestants: servers.list,
    options,
    drive: ({ url }, seconds) => driveTransitions(url, 8, seconds),
  })
}
