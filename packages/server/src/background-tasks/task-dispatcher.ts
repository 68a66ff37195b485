import type { TaskRun } from '@millrace/protocol'
import { presentTaskRun } from '../api/present-task-run.ts'
import type { ServerContext } from '../context.ts'
import { BACKGROUND_TASKS } from '../events/work-signal.ts'
import { newId } from '../orchestration/chance.ts'
import {
  acknowledgeTask,
  dropEndedTasks,
  dropTask,
  giveBackAll,
  giveBackTask,
  handOutTask,
  hasDueTask,
  lockDueTasks,
} from '../store/queries/background-tasks.ts'
import { readTaskRun } from '../store/queries/task-runs.ts'
import { markLeft, markSeen, upsertTaskWorker } from '../store/queries/task-workers.ts'
import type { Transaction } from '../store/store.ts'

/** Milliseconds after which the queue is looked at in any case: other servers on the database tell nobody. */
const LOOK_AGAIN_MS = 1000
/** Milliseconds between two notes that the workers of this server are there. */
const SEEN_EVERY_MS = 15_000

/** A worker that listens on one websocket. */
export interface TaskSession {
  /** The next task run for this worker; undefined once `signal` aborts. One call at a time. */
  next(signal: AbortSignal): Promise<TaskRun | undefined>
  /** Notes that the worker has a task run. */
  acknowledge(taskRunId: string): Promise<void>
  /** Puts a task run that did not reach the worker first in line again. */
  giveBack(taskRunId: string): Promise<void>
  /** Ends the session. `left`: the worker went away, and was not sent away by this server. */
  end(left: boolean): Promise<void>
}

/** Hands background tasks to the workers of this server, first come first served among them. */
export interface TaskDispatcher {
  /** Lets a worker listen for the task runs of some keys. */
  open(identifier: string, taskKeys: readonly string[]): Promise<TaskSession>
}

interface Waiter {
  readonly session: string
  readonly taskKeys: readonly string[]
  readonly hand: (run: TaskRun | undefined) => void
}

type Needs = Pick<ServerContext, 'store' | 'clock' | 'work' | 'log'>

/**
 * Makes the dispatcher of a server. The queue is in the database, and what is handed out is claimed there, so that of several servers
 * one hands it out. However many workers wait, one loop looks for all of them.
 */
export function createTaskDispatcher(context: Needs): TaskDispatcher {
  const waiting = new Set<Waiter>()
  const sessions = new Map<string, string>()
  let looking = false
  let timer: NodeJS.Timeout | undefined

  const look = async (): Promise<void> => {
    if (looking) return context.work.notify(BACKGROUND_TASKS)
    looking = true
    try {
      while (waiting.size > 0) await turn()
    } finally {
      looking = false
    }
  }

  /** Hands out what there is, and waits for more when there is nothing. */
  const turn = async (): Promise<void> => {
    const rest = new AbortController()
    // Listens before it looks, so that what is scheduled in between is not missed.
    const notice = context.work.wait([BACKGROUND_TASKS], LOOK_AGAIN_MS, rest.signal)
    try {
      if ((await handOut(context, waiting)) === 0) await notice
    } catch (error) {
      context.log.error({ err: error }, 'background tasks could not be handed out; trying again')
      await notice
    } finally {
      rest.abort()
    }
  }

  const tellSeen = async (): Promise<void> => {
    try {
      await context.store.write(async (tx) => {
        await markSeen(tx, [...sessions.keys()], context.clock.now())
        await dropEndedTasks(tx, [...new Set(sessions.values())])
      })
    } catch (error) {
      context.log.warn({ err: error }, 'who listens for background tasks could not be noted')
    }
  }

  return {
    async open(identifier, taskKeys) {
      const session = newId()
      await context.store.write(async (tx) => {
        const before = await upsertTaskWorker(tx, { identifier, session, task_keys: [...taskKeys], seen: context.clock.now() })
        // What it had not acknowledged when it was cut off may never have reached it.
        if (before !== undefined) await giveBackAll(tx, before)
      })
      sessions.set(session, identifier)
      timer ??= setInterval(() => void tellSeen(), SEEN_EVERY_MS).unref()
      return {
        next: (signal) =>
          new Promise((resolve) => {
            if (signal.aborted) return resolve(undefined)
            const hand = (run: TaskRun | undefined): void => {
              waiting.delete(waiter)
              signal.removeEventListener('abort', leave)
              resolve(run)
            }
            const leave = (): void => hand(undefined)
            const waiter: Waiter = { session, taskKeys, hand }
            signal.addEventListener('abort', leave, { once: true })
            waiting.add(waiter)
            void look()
          }),
        acknowledge: (taskRunId) => context.store.write((tx) => acknowledgeTask(tx, taskRunId, { identifier, session })),
        async giveBack(taskRunId) {
          const given = await context.store.write((tx) => giveBackTask(tx, taskRunId, session))
          if (given) context.work.notify(BACKGROUND_TASKS)
        },
        async end(left) {
          sessions.delete(session)
          if (sessions.size === 0) {
            clearInterval(timer)
            timer = undefined
          }
          if (left) await context.store.write((tx) => markLeft(tx, { identifier, session }, context.clock.now()))
        },
      }
    },
  }
}

/** Gives each waiter at most one task run; answers how many left the queue, those that were cancelled included. */
async function handOut(context: Needs, waiting: ReadonlySet<Waiter>): Promise<number> {
  let handed = 0
  for (const waiters of alike(waiting)) {
    const taskKeys = waiters[0]?.taskKeys ?? []
    const now = context.clock.now()
    if (!(await context.store.read((queries) => hasDueTask(queries, { taskKeys, now })))) continue
    const { claimed, found } = await context.store.write((tx) => claim(context, tx, waiters))
    handed += found
    for (const { waiter, run } of claimed) {
      if (waiting.has(waiter)) waiter.hand(run)
      else await context.store.write((tx) => giveBackTask(tx, run.id, waiter.session))
    }
  }
  return handed
}

/** The waiters by what they wait for, each group in the order in which they came. */
function alike(waiting: ReadonlySet<Waiter>): Waiter[][] {
  const groups = new Map<string, Waiter[]>()
  for (const waiter of waiting) {
    const key = JSON.stringify(waiter.taskKeys.toSorted())
    groups.set(key, [...(groups.get(key) ?? []), waiter])
  }
  return [...groups.values()]
}

interface Claimed {
  readonly claimed: readonly { readonly waiter: Waiter; readonly run: TaskRun }[]
  readonly found: number
}

async function claim({ clock }: Needs, tx: Transaction, waiters: readonly Waiter[]): Promise<Claimed> {
  const now = clock.now()
  const ids = await lockDueTasks(tx, { taskKeys: waiters[0]?.taskKeys ?? [], now, limit: waiters.length })
  const claimed: { waiter: Waiter; run: TaskRun }[] = []
  for (const id of ids) {
    const waiter = waiters[claimed.length]
    const run = await readTaskRun(tx, id)
    // Cancelled, or taken by somebody who knew its id, while it waited.
    if (run?.state_type !== 'SCHEDULED' || waiter === undefined) await dropTask(tx, id)
    else {
      await handOutTask(tx, id, waiter.session)
      claimed.push({ waiter, run: presentTaskRun(run, now) })
    }
  }
  return { claimed, found: ids.length }
}
