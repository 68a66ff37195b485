import { callingFile } from './calling-file.ts'
import { rememberTask } from './calls/registry.ts'
import type { BackgroundFuture } from './background/background-future.ts'
import { delayTask } from './background/delay-task.ts'
import type { ServeTasksOptions } from './background/task-worker.ts'
import { definitionParts } from './definition-name.ts'
import { isGeneratorFunction } from './generators/generator-function.ts'
import { streamed } from './generators/streamed.ts'
import { mapTask, runTask, submitTask } from './engine/lazy.ts'
import type { FuturableArguments, MappableArguments } from './futures/futurable.ts'
import type { TaskFuture } from './futures/task-future.ts'
import type { TaskFutures } from './futures/task-futures.ts'
import type { AnyFunction } from './parameters/signature.ts'
import type { Called, ResultOf } from './result-of.ts'
import type { RunState } from './states/run-state.ts'
import { serveDefinitions } from './serve-tasks.ts'
import { defineTask, type TaskDefinition, type TaskOptions } from './task-definition.ts'
import { tracing } from './visualize/tracing.ts'

/** What a task has beside being callable. */
export interface TaskMembers<Fn extends AnyFunction> {
  readonly name: string
  readonly definition: TaskDefinition
  /** The same task with other options; those not given stay. */
  withOptions(options: TaskOptions): Task<Fn>
  /** Runs the task here and answers its final state, also when that is Failed. */
  returnState(...args: FuturableArguments<Parameters<Fn>>): Promise<RunState<ResultOf<Fn>>>
  /** Hands the task to the flow's task runner. Arguments may be futures; the task waits for them. Throws `OutsideRun` outside of a flow. */
  submit(...args: FuturableArguments<Parameters<Fn>>): TaskFuture<ResultOf<Fn>>
  /**
   * Submits the task once for each item of its arguments that can be iterated; the others, and those in `unmapped(…)`,
   * go to every run. Awaiting the answer gives all results in order.
   */
  map(...args: MappableArguments<Parameters<Fn>>): TaskFutures<ResultOf<Fn>>
  /** Asks for a run by whichever process serves the task. Nobody has to wait for it. */
  delay(...args: FuturableArguments<Parameters<Fn>>): BackgroundFuture<ResultOf<Fn>>
  /** Runs what was delayed, in this process, until that is told to end; resolves when all runs are over. */
  serve(options?: ServeTasksOptions): Promise<void>
}

/** A function whose calls are task runs: the function's own signature, with a promise of its result. */
export type Task<Fn extends AnyFunction> = Called<Fn> & TaskMembers<Fn>

/** A task of whatever signature. */
export interface AnyTask {
  (...args: never[]): unknown
  readonly name: string
  readonly definition: TaskDefinition
  withOptions(options: TaskOptions): AnyTask
  returnState(...args: never[]): Promise<RunState>
  submit(...args: never[]): TaskFuture<unknown>
  map(...args: never[]): TaskFutures<unknown>
  delay(...args: never[]): BackgroundFuture<unknown>
  serve(options?: ServeTasksOptions): Promise<void>
}

/**
 * Makes a task of a function: `task(fn)`, or `task(options, fn)`.
 *
 * A call runs the function and tracks it; `submit` and `map` run it concurrently. It resolves to the function's result
 * or rejects with its error, once retries are used up.
 */
export function task<Fn extends AnyFunction>(fn: Fn): Task<Fn>
export function task<Fn extends AnyFunction>(options: TaskOptions, fn: Fn): Task<Fn>
export function task(first: TaskOptions | AnyFunction, second?: AnyFunction): AnyTask {
  const [options, fn] = definitionParts('task', first, second)
  const definition = defineTask(options, fn, { file: callingFile(import.meta.url) })
  rememberTask(definition)
  return taskOf(definition)
}

/** True for what `task(…)` made, also by another copy of this package. */
export const isTask = (value: unknown): value is AnyTask =>
  typeof value === 'function' && (value as Partial<AnyTask>).definition?.kind === 'task'

/** A run whose items are handed on as they come has nothing that could be kept. */
const streaming = (definition: TaskDefinition, fn: TaskDefinition['fn']): TaskDefinition => ({
  ...definition,
  fn,
  options: { ...definition.options, cache: undefined, persistResult: false },
})

function taskOf(definition: TaskDefinition): AnyTask {
  const { name, fn, options, origin } = definition
  const call = isGeneratorFunction(fn)
    ? (...args: never[]) => tracing.peek()?.stream(definition, args) ?? streamed(fn, (body) => runTask(streaming(definition, body), args))
    : async (...args: never[]): Promise<unknown> => (await runTask(definition, args)).result()
  Object.defineProperty(call, 'name', { value: name })
  return Object.assign(call, {
    definition,
    withOptions: (changed: TaskOptions) => taskOf(defineTask({ ...options, name, ...changed }, fn, origin)),
    returnState: (...args: never[]) => runTask(definition, args),
    submit: (...args: never[]) => submitTask(definition, args),
    map: (...args: never[]) => mapTask(definition, args),
    delay: (...args: never[]) => tracing.peek()?.delay(definition, args) ?? delayTask(definition, args),
    serve: (options?: ServeTasksOptions) => serveDefinitions([definition], options),
  })
}
