import type { DOCKER_PULL_POLICIES } from '@millrace/protocol/job-templates'
import { type Engine, askFor, statusOf, wordsOf } from '../engine/engine.ts'
import { EngineUnavailable, ImageNotFound, RegistryRefused } from '../errors.ts'
import { authOf, type RegistryCredentials } from './credentials.ts'
import { parseImageName } from './image-name.ts'
import { followProgress } from './progress.ts'

/** When an image is pulled: `IfPossible` goes on with the one that is there when it cannot be. */
export type PullPolicy = (typeof DOCKER_PULL_POLICIES)[number]

/** As Kubernetes and Prefect have it: what is called `latest`, or has no tag, may be another image today. */
export function usualPolicy(image: string): PullPolicy {
  const { tag } = parseImageName(image)
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent'
}

export interface PullOptions {
  readonly policy: PullPolicy
  readonly credentials?: RegistryCredentials | undefined
}

/**
 * Sees to it that the engine has an image.
 *
 * @throws ImageNotFound, RegistryRefused, EngineUnavailable.
 */
export async function provideImage(engine: Engine, image: string, { policy, credentials }: PullOptions): Promise<void> {
  const isThere = async (): Promise<boolean> => (await askFor(engine, engine.api.getImage(image).inspect())) !== undefined
  if (policy === 'Never') {
    if (await isThere()) return
    throw new ImageNotFound(image, "the engine does not have it, and its pull policy is 'Never'")
  }
  if (policy === 'IfNotPresent' && (await isThere())) return
  try {
    await pull(engine, image, credentials)
  } catch (error) {
    if (policy === 'IfPossible' && !(error instanceof EngineUnavailable) && (await isThere())) return
    throw error
  }
}

async function pull({ api, host }: Engine, image: string, credentials: RegistryCredentials | undefined): Promise<void> {
  const { tag } = parseImageName(image)
  const name = tag === undefined && !image.includes('@') ? `${image}:latest` : image
  try {
    const answer = await api.pull(name, credentials === undefined ? {} : { authconfig: authOf(credentials) })
    await followProgress(api, answer)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined && statusOf(error) === undefined) throw new EngineUnavailable(host, error)
    const said = wordsOf(error)
    if (/not found|manifest unknown|does not exist/i.test(said) && !/denied|unauthorized/i.test(said))
      throw new ImageNotFound(image, `no registry has it, and the engine neither (${said})`, error)
    throw new RegistryRefused(image, 'pulled', said, error)
  }
}
