import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { eventually } from '../millrace.ts'
import { isProgram, orSkipped } from '../programs.ts'
import { supervise } from '../supervised.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** A registry of images that asks for a user and a password. */
export interface RunningRegistry extends AsyncDisposable {
  /** `127.0.0.1:port`, with which the names of its images begin. */
  readonly host: string
  readonly username: string
  readonly password: string
}

const PROGRAM = '/usr/bin/docker-registry'

/** Whether there is Debian's docker-registry; tests that need it say so when they are skipped. */
export const hasRegistry = orSkipped(
  isProgram(PROGRAM),
  'docker-registry is not installed',
  'tests that push images',
  'apt-get install docker-registry',
)

/** The password as bcrypt has it, which the registry reads and Node.js does not make. */
const USER = 'tester:$2y$05$abcdefghijklmnopqrstuu4h2R.N3/mVBA7Xh7aLzKSJDAsK61n52\n'

/** Starts a registry on a free port of loopback, which engines trust without TLS. */
export async function startRegistry(): Promise<RunningRegistry> {
  const folder = await temporaryFolder()
  const host = `127.0.0.1:${await freePort()}`
  const config = join(folder.path, 'config.json')
  const users = join(folder.path, 'users')
  await writeFile(users, USER)
  await writeFile(
    config,
    JSON.stringify({
      version: '0.1',
      storage: { filesystem: { rootdirectory: join(folder.path, 'images') } },
      http: { addr: host },
      auth: { htpasswd: { realm: 'tests', path: users } },
    }),
  )
  const server = supervise({ program: PROGRAM, argv: ['serve', config], env: process.env })
  await eventually(
    `the registry answers; it wrote ${server.output()}`,
    async () => (await fetch(`http://${host}/v2/`).catch(() => undefined)) && true,
  )
  return {
    host,
    username: 'tester',
    password: 'let me in',
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}
