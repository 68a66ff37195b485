import { type Engine, statusOf, wordsOf } from '../engine/engine.ts'
import { EngineUnavailable, RegistryRefused } from '../errors.ts'
import { authOf, type RegistryCredentials } from '../images/credentials.ts'
import { followProgress } from '../images/progress.ts'

/**
 * Sends an image to the registry that its name begins with.
 *
 * @param credentials of that registry (default: nobody logs in).
 *
 * @throws RegistryRefused with what the registry said; EngineUnavailable.
 */
export async function pushImage(
  { api, host }: Engine,
  image: string,
  credentials: RegistryCredentials | undefined,
  print: (line: string) => void,
): Promise<void> {
  try {
    // Without any, the engine asks for an empty one.
    const authconfig = credentials === undefined ? { username: '', password: '', serveraddress: '' } : authOf(credentials)
    const answer = await api.getImage(image).push({ authconfig })
    let last = ''
    await followProgress(api, answer, ({ status, id }) => {
      if (status === undefined) return
      const line = id === undefined ? status : `${id}: ${status}`
      // A line for each step of a layer, not for each of its bytes.
      if (line !== last) print(line)
      last = line
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined && statusOf(error) === undefined) throw new EngineUnavailable(host, error)
    throw new RegistryRefused(image, 'pushed', wordsOf(error), error)
  }
}
