import type { State } from '@millrace/protocol'
import { isTerminal } from '@millrace/protocol/states'
import type { Session } from '../connection/session.ts'
import { wait } from '../wait.ts'

/** Milliseconds between two looks: short at first, as many tasks take but a moment. */
const SHORTEST = 50
const LONGEST = 1000
/** Most ids in one look. */
const PAGE = 200

interface Awaited {
  readonly runs: Map<string, (state: State) => void>
  looking: boolean
  /** Wakes the look that waits, for one that is new. */
  wake: AbortController
}

/** The task runs that this process waits for, by the server they are on. */
const awaited = new WeakMap<Session, Awaited>()

/** Resolves to the final state of a task run that another process executes. All that are waited for are looked up by one call. */
export function awaitTaskRun(session: Session, taskRunId: string): Promise<State> {
  const here = awaited.get(session) ?? { runs: new Map<string, (state: State) => void>(), looking: false, wake: new AbortController() }
  awaited.set(session, here)
  return new Promise((resolve) => {
    here.runs.set(taskRunId, resolve)
    here.wake.abort()
    if (!here.looking) void look(session, here)
  })
}

async function look(session: Session, here: Awaited): Promise<void> {
  here.looking = true
  for (let pause = SHORTEST; here.runs.size > 0; pause = Math.min(pause * 1.5, LONGEST)) {
    try {
      const ids = [...here.runs.keys()]
      for (let from = 0; from < ids.length; from += PAGE) await settleFinished(session, here, ids.slice(from, from + PAGE))
    } catch {
      // A server that does not answer has not lost the runs: the next look is soon.
    }
    here.wake = new AbortController()
    await wait(pause, here.wake.signal).catch(() => (pause = SHORTEST))
  }
  here.looking = false
}

async function settleFinished({ client }: Session, { runs }: Awaited, ids: readonly string[]): Promise<void> {
  const found = await client.taskRuns.filter({ body: { task_runs: { id: { any_: [...ids] } }, limit: PAGE } })
  for (const { id, state } of found) {
    // Prefect's server has the row of a run for a moment before its state.
    if (state === null || !isTerminal(state.type)) continue
    runs.get(id)?.(state)
    runs.delete(id)
  }
}
