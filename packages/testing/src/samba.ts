import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:net'
import { freePort } from './free-port.ts'
import { eventually } from './millrace.ts'
import { isProgram, orSkipped } from './programs.ts'
import { type Supervised, supervise } from './supervised.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A Samba server with one share, for one user. */
export interface RunningSamba extends AsyncDisposable {
  readonly port: number
  readonly share: string
  readonly username: string
  readonly password: string
  readonly process: Supervised
}

const SMBD = '/usr/sbin/smbd'
const SMBPASSWD = '/usr/bin/smbpasswd'

/** Whether tests can start Samba here: Debian's samba and smbclient, and root, which smbd wants; those that need it say so when they are skipped. */
export const hasSamba = orSkipped(
  process.getuid?.() === 0 && [SMBD, '/usr/bin/smbclient'].every(isProgram),
  'samba cannot be started here',
  'tests of SMB storage',
  'as root: apt-get install samba smbclient',
)

/** Starts Samba on a free port of loopback. */
export async function startSamba(): Promise<RunningSamba> {
  const folder = await temporaryFolder()
  const port = await freePort()
  const [share, username, password] = ['code', 'root', 'p w;"x']
  for (const name of ['share', 'private', 'lock', 'state', 'cache', 'pid']) await mkdir(join(folder.path, name))
  const file = join(folder.path, 'smb.conf')
  const kept = ['private', 'lock', 'state', 'cache'].map((name) => `  ${name} directory = ${join(folder.path, name)}`)
  const lines = [
    '[global]',
    '  server role = standalone server',
    `  smb ports = ${port}`,
    '  interfaces = lo',
    '  bind interfaces only = yes',
    ...kept,
    `  pid directory = ${join(folder.path, 'pid')}`,
    `  log file = ${join(folder.path, 'log')}`,
    `  passdb backend = tdbsam:${join(folder.path, 'passwords.tdb')}`,
    `[${share}]`,
    `  path = ${join(folder.path, 'share')}`,
    '  read only = no',
    `  valid users = ${username}`,
  ]
  await writeFile(file, `${lines.join('\n')}\n`)
  await setPassword(file, username, password)
  const server = supervise({ program: SMBD, argv: ['-F', '-s', file, '--no-process-group', '--debug-stdout'], env: process.env })
  await answersAt(port, server)
  return {
    port,
    share,
    username,
    password,
    process: server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** It says nothing when it is ready. */
const answersAt = (port: number, server: Supervised): Promise<true> =>
  eventually(
    `samba answers; it wrote ${server.output()}`,
    () =>
      new Promise<true | undefined>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.destroy()
          resolve(true)
        })
        socket.once('error', () => resolve(undefined))
      }),
  )

async function setPassword(file: string, username: string, password: string): Promise<void> {
  const child = spawn(SMBPASSWD, ['-c', file, '-s', '-a', username], { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.end(`${password}\n${password}\n`)
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`smbpasswd ended with ${String(code)}`)
}
