import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Dockerode from 'dockerode'
import { isProgram, orSkipped } from '../programs.ts'
import { type Supervised, supervise } from '../supervised.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { BASE_IMAGE, importBaseImage } from './base-image.ts'

/** A Docker engine of its own, whose containers share the network of this machine; it has one image and pulls none. */
export interface RunningDocker extends AsyncDisposable {
  /** As `DOCKER_HOST` has it: `unix:///…`. */
  readonly host: string
  readonly env: { readonly DOCKER_HOST: string }
  /** An image with a shell, Node.js, npm and Millrace as it is in this repository. */
  readonly image: string
  readonly api: Dockerode
  /** Ends it at once, as a crash would; its containers go on. */
  kill(): Promise<void>
  /** Starts it again with what it had. */
  start(): Promise<void>
}

const DOCKERD = '/usr/sbin/dockerd'

/**
 * Starts a Docker engine; undefined, with a word on standard error, where that cannot be: then tests that need one are
 * skipped.
 */
export async function startDocker(): Promise<RunningDocker | undefined> {
  if (process.getuid?.() !== 0 || !isProgram(DOCKERD)) return skipped('it takes root, and apt-get install docker.io')
  const folder = await temporaryFolder()
  const socket = join(folder.path, 'docker.sock')
  // Not that of the machine's own engine.
  await writeFile(join(folder.path, 'config.json'), '{}')
  const start = async (): Promise<Supervised> => {
    // What a killed one leaves: it would wait for the process that it named, which went with it.
    for (const left of ['pid', 'exec/containerd/containerd.pid']) await rm(join(folder.path, left), { force: true })
    const engine = supervise({ program: DOCKERD, argv: [...WITHOUT_NETWORKS, ...places(folder.path, socket)], env: process.env })
    await engine.says(/API listen on/, 60)
    return engine
  }
  let engine: Supervised
  try {
    engine = await start()
  } catch (error) {
    return skipped(String(error))
  }
  const api = new Dockerode({ socketPath: socket })
  await importBaseImage(api)
  const host = `unix://${socket}`
  return {
    host,
    env: { DOCKER_HOST: host },
    image: BASE_IMAGE,
    api,
    async kill() {
      engine.kill('SIGKILL')
      await engine.ended
    },
    async start() {
      engine = await start()
    },
    async [Symbol.asyncDispose]() {
      await removeContainers(api)
      await engine[Symbol.asyncDispose]()
      await unmountBelow(folder.path)
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Containers have the network of the host: bridges and firewall rules are more than a container of tests may make. */
const WITHOUT_NETWORKS = ['--iptables=false', '--ip6tables=false', '--bridge=none']

const places = (folder: string, socket: string): string[] => [
  '--data-root',
  join(folder, 'data'),
  '--exec-root',
  join(folder, 'exec'),
  '--pidfile',
  join(folder, 'pid'),
  '--config-file',
  join(folder, 'config.json'),
  '-H',
  `unix://${socket}`,
]

/** Otherwise the engine waits for each of them when it ends. */
async function removeContainers(api: Dockerode): Promise<void> {
  const left = await api.listContainers({ all: true }).catch(() => [])
  await Promise.all(left.map(({ Id }) => api.getContainer(Id).remove({ force: true })))
}

/** The engine leaves the network of its containers mounted, and one that was killed the files of its containers. */
async function unmountBelow(folder: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => line.split(' ')[4] ?? '')
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).toReversed())
    await promisify(execFile)('umount', ['--lazy', mount]).catch(() => undefined)
}

function skipped(why: string): undefined {
  orSkipped(false, 'no Docker engine can be started here', 'tests of Docker', why)
}
