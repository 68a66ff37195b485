import type { Client } from '@millrace/client'
import { END_HOOKS_LABEL } from '@millrace/protocol/constants'
import { isPythonEntrypoint } from '@millrace/sdk/runner'
import { reasonOf } from '../worker-log.ts'
import type { WatchedJob } from './job-of.ts'
import type { Supervision } from './supervision.ts'

/** Milliseconds that the hooks of a run whose process was killed may take. */
const HOOKS_MOST_MS = 120_000

/**
 * Has the hooks called that the run's own process could not call any more: for its code, by infrastructure of the same kind. Flows of
 * TypeScript announce that they have some, which spares a container for nothing; those of Python do not, so they are looked for.
 */
export async function callEndHooks({ client, log }: Pick<Supervision, 'client' | 'log'>, { type, job }: WatchedJob): Promise<void> {
  const { flowRun, entrypoint } = job
  try {
    const mayHaveSome = type.endHooks === 'always' || isPythonEntrypoint(entrypoint) || (await hasAnnounced(client, flowRun.id))
    if (!mayHaveSome) return
    const infrastructure = await type.start({ ...job, purpose: 'end-hooks' })
    const timer = setTimeout(() => void infrastructure.stop(0), HOOKS_MOST_MS)
    await infrastructure.ended.finally(() => clearTimeout(timer))
  } catch (error) {
    log.warn(`the hooks of flow run '${flowRun.name}' could not be called: ${reasonOf(error)}`)
  }
}

async function hasAnnounced(client: Client, id: string): Promise<boolean> {
  const { labels } = await client.flowRuns.read({ params: { id } })
  return labels?.[END_HOOKS_LABEL] === true
}
