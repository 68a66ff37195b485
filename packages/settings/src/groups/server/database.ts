import { setting } from '../../setting.ts'
import { bool, choice, int, optionalText, seconds } from '../../values.ts'

/** Where the server keeps its data. */
export const database = {
  connectionUrl: setting(
    optionalText,
    (home) => `sqlite:///${home}/millrace.db`,
    "sqlite:///PATH or postgresql://user:password@host:port/name; Prefect's sqlite+aiosqlite: and postgresql+asyncpg: are read too.",
    { secret: true, aliases: ['API_DATABASE_CONNECTION_URL'] },
  ),
  synchronous: setting(
    choice(['FULL', 'NORMAL', 'OFF']),
    'FULL',
    'When SQLite flushes to disk: FULL survives power loss, NORMAL a crash of the process.',
  ),
  timeout: setting(seconds, 10, 'Seconds that a statement may take on Postgres.', { aliases: ['API_DATABASE_TIMEOUT'] }),
  poolSize: setting(int(1), 10, 'Most connections to Postgres.', { aliases: ['SQLALCHEMY_POOL_SIZE'] }),
  migrateOnStart: setting(bool, true, 'Bring the database up to date at start.', { aliases: ['API_DATABASE_MIGRATE_ON_START'] }),
}
