import type { Engine } from '../engine/engine.ts'
import { REMOVE_LABEL } from './labels.ts'

/** A container that ended this long ago is one that no worker asks about any more. */
const DEAD_FOR_SECONDS = 3600

/**
 * Removes the containers that were to be removed at their end and whose worker had ended before: their runs have been
 * brought to an end by others long since. Answers how many.
 */
export async function reapContainers({ api }: Engine, now: Date): Promise<number> {
  const dead = await api.listContainers({ all: true, filters: { label: [`${REMOVE_LABEL}=true`], status: ['exited', 'dead'] } })
  let removed = 0
  for (const { Id } of dead) {
    const container = api.getContainer(Id)
    const finished = (await container.inspect().catch(() => undefined))?.State.FinishedAt
    if (finished === undefined || now.getTime() - Date.parse(finished) < DEAD_FOR_SECONDS * 1000) continue
    await container.remove().then(
      () => (removed += 1),
      () => undefined,
    )
  }
  return removed
}
