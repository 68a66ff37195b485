import type Dockerode from 'dockerode'
import { ask, askFor, type Engine, statusOf, wordsOf } from '../engine/engine.ts'
import { EngineRefused } from '../errors.ts'

/** Names that are tried before the engine makes one up. */
const MOST_NAMES = 20

/** Makes a container under a name, or, when another one has it, under the name with a number. */
export async function createContainer(
  engine: Engine,
  name: string | undefined,
  options: Dockerode.ContainerCreateOptions,
): Promise<Dockerode.Container> {
  const { api } = engine
  const names = name === undefined ? [] : Array.from({ length: MOST_NAMES }, (_, index) => (index === 0 ? name : `${name}-${index}`))
  for (const each of names) {
    try {
      return await api.createContainer({ ...options, name: each })
    } catch (error) {
      if (statusOf(error) !== 409) return await ask(engine, Promise.reject(error))
    }
  }
  return await ask(engine, api.createContainer(options))
}

/** Joins a container to networks. @throws EngineRefused naming one that is not there. */
export async function joinNetworks(engine: Engine, container: Dockerode.Container, networks: readonly string[]): Promise<void> {
  for (const name of networks) {
    const network = engine.api.getNetwork(name)
    if ((await askFor(engine, network.inspect())) === undefined)
      throw new EngineRefused(`there is no Docker network '${name}': make it by \`docker network create ${name}\``)
    await ask(engine, network.connect({ Container: container.id }))
  }
}

/** Starts a container; one that cannot be started is removed. @throws EngineRefused with the reason. */
export async function startContainer(engine: Engine, container: Dockerode.Container): Promise<void> {
  try {
    await container.start()
  } catch (error) {
    await container.remove({ force: true }).catch(() => undefined)
    const said = statusOf(error) === undefined ? '' : wordsOf(error)
    const [, program] = /exec: "?([^":]+)"?.*(?:not found|no such file)/i.exec(said) ?? []
    if (program === undefined) return await ask(engine, Promise.reject(error))
    throw new EngineRefused(
      `its image has no program '${program}': take an image with Millrace (or, for Python flows, Prefect), or give the job's command`,
      { cause: error },
    )
  }
}

/** What the engine takes as a container's name; undefined where nothing of it is left. */
export function containerName(name: string | null | undefined): string | undefined {
  const slug = (name ?? '')
    .normalize('NFKD')
    .replaceAll(/[^a-zA-Z0-9_.-]+/g, '-')
    .replaceAll(/^[-_.]+|-+$/g, '')
    .slice(0, 250)
  return slug.length < 2 ? undefined : slug
}
