import type { Ending } from '../returned-state.ts'
import type { TaskRun } from '../task-run.ts'

/** Does a part of a task run, and answers how it ended. */
export type Body<Result> = () => Promise<Result>

/** Wraps the execution of a task run: `layer(next, run)` is `next` with something around it. */
export type Layer = (next: Body<Ending>, run: TaskRun) => Body<Ending>

/** `body` within `layers`; the first is the outermost. */
export const layered = (body: Body<Ending>, layers: readonly Layer[], run: TaskRun): Body<Ending> =>
  layers.reduceRight((next, layer) => layer(next, run), body)
