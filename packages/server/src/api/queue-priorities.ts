/** A queue's place in its pool. */
interface Ranked {
  readonly id: string
  readonly priority: number
}

/** The first priority of a pool that no queue has. */
export function freePriority(queues: readonly Ranked[]): number {
  const taken = new Set(queues.map(({ priority }) => priority))
  let priority = 1
  while (taken.has(priority)) priority += 1
  return priority
}

/**
 * The priorities that change when `moved` gets its new one (already in `queues`): whoever is in its way steps back, and nobody
 * else moves, as in Prefect. Without `moved` only doubles are told apart.
 */
export function reranked(queues: readonly Ranked[], moved?: string): ReadonlyMap<string, number> {
  const order = [...queues].sort((a, b) => a.priority - b.priority || Number(b.id === moved) - Number(a.id === moved))
  const changes = new Map<string, number>()
  let last = 0
  for (const { id, priority } of order) {
    if (priority <= last) changes.set(id, last + 1)
    last = Math.max(last + 1, priority)
  }
  return changes
}
