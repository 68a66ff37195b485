/** A call as it waits in Redis. */
export interface Job {
  readonly owner: string
  readonly scope: string
  /** Of the flow's result storage, for what is too large for Redis. */
  readonly storage: string
  readonly flowRunId: string | null
  readonly taskRun: string
  /** Where the task is, below the folder of the code. */
  readonly file: string
  /** Of that file's content: the code must be the same. */
  readonly hash: string
  readonly flowFile: string | undefined
  /** The rest of the call, packed. */
  readonly call: Carried
}

/** A text that goes through Redis, or lies in result storage under a key. */
export type Carried = { readonly text: string } | { readonly key: string; readonly storage: string }

/** What a node tells of a call. */
export type Reply =
  | { readonly type: 'begun'; readonly call: string; readonly node: string }
  | { readonly type: 'again'; readonly call: string; readonly node: string }
  | { readonly type: 'ended'; readonly call: string; readonly node: string; readonly end: Carried }

/** A call that is not wanted any more, and why, as packed text. */
export interface Cancel {
  readonly call: string
  readonly reason: string
}

/** What a node says of itself. */
export interface NodeRecord {
  readonly id: string
  readonly name: string
  readonly host: string
  readonly pid: number
  readonly queue: string
  readonly labels: readonly string[]
  readonly concurrency: number
  /** Of its result storage. */
  readonly storage: string
  /** The calls it has now. */
  readonly calls: readonly string[]
  readonly state: 'ready' | 'draining'
  readonly started: string
}
