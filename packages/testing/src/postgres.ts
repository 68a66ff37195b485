import { execFileSync } from 'node:child_process'
import { chown } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { cleanEnvironment, eventually } from './millrace.ts'
import { type Supervised, supervise } from './supervised.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The oldest Postgres that is tested, as Debian 12 packages it (`apt-get install postgresql`). */
const PROGRAMS = '/usr/lib/postgresql/15/bin'
/** Postgres refuses to run as root; Debian's package brings this user. */
const USER = 'postgres'

export interface RunningPostgres extends AsyncDisposable {
  /** A connection URL of an empty database. */
  readonly url: string
  /** Ends Postgres as `pg_ctl stop` does, `immediate` without a word to anybody, and starts it again on the same port. */
  restart(how: 'fast' | 'immediate'): Promise<void>
}

/** Starts Debian's PostgreSQL 15 on a free port of loopback, with a new, empty database that is gone when it is disposed of. */
export async function startPostgres(): Promise<RunningPostgres> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(await temporaryFolder())
  const isRoot = process.getuid?.() === 0
  const user = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : undefined
  if (user !== undefined) await chown(folder.path, user.uid, user.gid)
  const data = join(folder.path, 'data')
  const as = { env: cleanEnvironment(), cwd: folder.path, ...(user === undefined ? {} : { user }) }
  const made = supervise({
    program: join(PROGRAMS, 'initdb'),
    argv: ['--pgdata', data, '--username', USER, '--auth', 'trust', '--encoding', 'UTF8', '--no-sync'],
    ...as,
  })
  if ((await made.ended) !== 0) throw new Error(`initdb failed:\n${made.output()}`)
  const port = await freePort()
  const start = async (): Promise<Supervised> => {
    const server = supervise({
      program: join(PROGRAMS, 'postgres'),
      argv: ['-D', data, '-p', String(port), '-k', folder.path, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
      ...as,
    })
    await eventually('Postgres to accept connections', async () => server.output().includes('ready to accept connections') || undefined)
    return server
  }
  let server = await start()
  opened.defer(() => server[Symbol.asyncDispose]())
  const running = opened.move()
  return {
    url: `postgresql://${USER}@127.0.0.1:${port}/postgres`,
    async restart(how) {
      server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT')
      await server.ended
      server = await start()
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

const idOf = (flag: '-u' | '-g'): number => Number(execFileSync('id', [flag, USER], { encoding: 'utf8' }))
