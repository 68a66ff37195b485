import { callingFile } from './calling-file.ts'
import { DefinitionError } from './errors.ts'
import { runFlow } from './engine/run-flow.ts'
import { defineFlow, type FlowDefinition, type FlowOptions } from './flow-definition.ts'
import type { AnyFunction } from './parameters/signature.ts'
import type { InputOf, OutputOf, StandardSchema } from './parameters/standard-schema.ts'
import type { Called, ResultOf } from './result-of.ts'
import type { RunState } from './states/run-state.ts'

/** What a flow has beside being callable. */
export interface FlowMembers<Fn extends AnyFunction> {
  readonly name: string
  readonly definition: FlowDefinition
  /** The same flow with other options; those not given stay. */
  withOptions(options: FlowOptions): Flow<Fn>
  /** Runs the flow and answers its final state, also when that is Failed. */
  returnState(...args: Parameters<Fn>): Promise<RunState<ResultOf<Fn>>>
}

/** A function whose calls are flow runs: the function's own signature, with a promise of its result. */
export type Flow<Fn extends AnyFunction> = Called<Fn> & FlowMembers<Fn>

/** A flow of whatever signature. */
export interface AnyFlow {
  (...args: never[]): Promise<unknown>
  readonly name: string
  readonly definition: FlowDefinition
  withOptions(options: FlowOptions): AnyFlow
  returnState(...args: never[]): Promise<RunState>
}

/**
 * Makes a flow of an async function: `flow(fn)`, or `flow(options, fn)`.
 *
 * A call runs the function here and now and tracks it; a call within another flow is a subflow. It resolves to the
 * function's result or rejects with its error, once retries are used up.
 */
export function flow<Fn extends AnyFunction>(fn: Fn): Flow<Fn>
export function flow<Schema extends StandardSchema<object>, Result>(
  options: FlowOptions & { readonly parameters: Schema },
  fn: (input: OutputOf<Schema>) => Result,
): Flow<(input: InputOf<Schema>) => Result>
export function flow<Fn extends AnyFunction>(options: FlowOptions, fn: Fn): Flow<Fn>
export function flow(first: FlowOptions | AnyFunction, second?: AnyFunction): AnyFlow {
  const [options, fn] = typeof first === 'function' ? [{}, first] : [first, second]
  if (fn === undefined) throw new DefinitionError('expected flow(fn) or flow(options, fn), got no function')
  return flowOf(defineFlow(options, fn, callingFile(import.meta.url)))
}

/** True for what `flow(…)` made, also by another copy of this package. */
export const isFlow = (value: unknown): value is AnyFlow =>
  typeof value === 'function' && (value as Partial<AnyFlow>).definition?.kind === 'flow'

function flowOf(definition: FlowDefinition): AnyFlow {
  const { name, fn, file, options } = definition
  const call = async (...args: never[]): Promise<unknown> => (await runFlow(definition, args)).result()
  Object.defineProperty(call, 'name', { value: name })
  return Object.assign(call, {
    definition,
    withOptions: (changed: FlowOptions) => flowOf(defineFlow({ ...options, name, ...changed }, fn, file)),
    returnState: (...args: never[]) => runFlow(definition, args),
  })
}
