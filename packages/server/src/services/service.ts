import type { Caller, ServerContext } from '../context.ts'

/** What one turn of a service works with; `signal` aborts when the server stops. */
export type Turn = ServerContext & { readonly signal: AbortSignal }

/** A background loop, as one turn of it. Each is safe in any number of replicas on one database. */
export interface Service {
  readonly name: string
  /** Seconds from the end of one turn to the beginning of the next. */
  readonly everySeconds: number
  runOnce(turn: Turn): Promise<unknown>
  /** Calls `wake` when there is something to do before the next turn is due; answers how to end that. */
  listen?(context: ServerContext, wake: () => void): () => void
  /** Resolves when what its turns have left under way is over; called once `signal` has aborted. */
  end?(): Promise<unknown>
}

/** The server itself, where orchestration asks who calls. */
export const SERVER: Caller = { apiVersion: undefined, prefectVersion: undefined, attempt: undefined }
