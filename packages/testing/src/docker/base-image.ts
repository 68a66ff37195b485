import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, realpath, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type Dockerode from 'dockerode'
import { temporaryFolder } from '../temporary-folder.ts'
import { copyMillrace } from './copy-millrace.ts'

/** The name that images with this version of Millrace have by default: nothing has to be pulled for it. */
export const BASE_IMAGE = 'millrace/millrace:0.1.0-node24'

/** What the lines of a Dockerfile and tests call. */
const PROGRAMS = ['/bin/sh', '/usr/bin/env', '/bin/cat', '/bin/mkdir', '/bin/ls', '/bin/sleep', '/bin/uname']

const run = promisify(execFile)

/**
 * Makes an image of programs of this machine, the Node.js of the tests, npm and Millrace: in seconds and without a
 * download, where a distribution takes minutes.
 */
export async function importBaseImage(api: Dockerode): Promise<void> {
  await using root = await temporaryFolder()
  for (const program of PROGRAMS) await copyProgram(program, program, root.path)
  await copyProgram(process.execPath, '/usr/bin/node', root.path)
  await copyNpm(root.path)
  for (const folder of ['tmp', 'root', 'etc', 'opt/prefect']) await mkdir(join(root.path, folder), { recursive: true })
  // Above the folder of flows, so that npm leaves it alone there.
  await copyMillrace(join(root.path, 'opt'))
  const tar = spawn('tar', ['-C', root.path, '--owner=0', '--group=0', '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [repo, tag] = BASE_IMAGE.split(':')
  const path = '/opt/node_modules/.bin:/usr/local/bin:/usr/bin:/bin'
  // Where npm finds no registry it asks again and again.
  const changes = [`ENV PATH=${path}`, 'ENV HOME=/root npm_config_offline=true', 'WORKDIR /opt/prefect']
  const answer = await api.importImage(tar.stdout, { repo, tag, changes } as object)
  await new Promise<void>((resolve, reject) => {
    api.modem.followProgress(answer, (error) => (error === null ? resolve() : reject(error)))
  })
}

/** A program and the libraries it is linked with. */
async function copyProgram(program: string, as: string, root: string): Promise<void> {
  await copyFile(program, as, root)
  const { stdout } = await run('ldd', [program])
  for (const [, library] of stdout.matchAll(/(?:=> |^\s*)(\/\S+) \(/gm)) if (library !== undefined) await copyFile(library, library, root)
}

async function copyFile(from: string, as: string, root: string): Promise<void> {
  const to = join(root, as)
  await mkdir(dirname(to), { recursive: true })
  await cp(await realpath(from), to)
}

async function copyNpm(root: string): Promise<void> {
  const { stdout } = await run('npm', ['root', '--global'])
  await cp(join(stdout.trim(), 'npm'), join(root, 'usr', 'lib', 'node_modules', 'npm'), { recursive: true })
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr', 'bin', 'npm'))
}
