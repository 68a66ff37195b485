import { join } from 'node:path'
import { cleanEnvironment, supervise, type Supervised, temporaryFolder } from '@millrace/testing'
import { type Generation, peerProgram } from './peers.ts'

const FLOWS = join(import.meta.dirname, '..', 'flows')

/** A Python program under a real Prefect client; disposing of it ends it and removes its home. */
export interface RunningPython extends AsyncDisposable {
  readonly process: Supervised
}

/** Starts a file of `flows/` under a real Prefect client that talks to `url`, with a home of its own unless `extra` names one. */
export async function startPython(
  generation: Generation,
  url: string,
  argv: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<RunningPython> {
  const home = await temporaryFolder()
  const env = cleanEnvironment({ PREFECT_API_URL: url, PREFECT_HOME: home.path, PREFECT_SERVER_ANALYTICS_ENABLED: 'false', ...extra })
  const process = supervise({ program: peerProgram(generation, 'python'), argv, env, cwd: FLOWS })
  return {
    process,
    async [Symbol.asyncDispose]() {
      await process[Symbol.asyncDispose]()
      await home[Symbol.asyncDispose]()
    },
  }
}
