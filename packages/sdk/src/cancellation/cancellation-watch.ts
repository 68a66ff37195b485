import type { Client } from '@millrace/client'

/** What to do when a run is found to be cancelled. */
type Cancel = () => void

interface Watched {
  readonly runs: Map<string, Cancel>
  timer: NodeJS.Timeout | undefined
}

/** The runs of this process that are looked after, by the server they are on. */
const watched = new WeakMap<Client, Watched>()

/** Most ids in one look. */
const PAGE = 200

/**
 * Looks every so many seconds whether a run is being cancelled, until it is disposed of. All runs of a process on one
 * server are looked up by one call; the timer never keeps the process alive.
 */
export function watchForCancellation(client: Client, flowRunId: string, everySeconds: number, cancel: Cancel): Disposable {
  const here = watched.get(client) ?? { runs: new Map<string, Cancel>(), timer: undefined }
  watched.set(client, here)
  here.runs.set(flowRunId, cancel)
  here.timer ??= setTimeout(() => void look(client, here, everySeconds), everySeconds * 1000).unref()
  return {
    [Symbol.dispose]() {
      here.runs.delete(flowRunId)
      if (here.runs.size > 0) return
      clearTimeout(here.timer)
      here.timer = undefined
    },
  }
}

async function look(client: Client, here: Watched, everySeconds: number): Promise<void> {
  const own = here.timer
  try {
    const ids = [...here.runs.keys()]
    for (let from = 0; from < ids.length; from += PAGE) {
      const some = ids.slice(from, from + PAGE)
      const found = await client.flowRuns.filter({
        body: { flow_runs: { id: { any_: some }, state: { type: { any_: ['CANCELLING', 'CANCELLED'] } } }, limit: PAGE },
      })
      for (const { id } of found) here.runs.get(id)?.()
    }
  } catch {
    // No answer is no cancellation; the next look is soon.
  }
  // Nobody is left to look for, or somebody new began to.
  if (here.timer !== own || here.runs.size === 0) return
  here.timer = setTimeout(() => void look(client, here, everySeconds), everySeconds * 1000).unref()
}
