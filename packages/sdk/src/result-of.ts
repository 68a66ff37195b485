import type { AnyFunction } from './parameters/signature.ts'
import type { RunState } from './states/run-state.ts'

type Unwrapped<Value> = Value extends RunState<infer Data> ? Data : Value

/** What a call of a flow or task made of `Fn` resolves to: its return value, or the data of the state it returns. */
export type ResultOf<Fn extends AnyFunction> = Unwrapped<Awaited<ReturnType<Fn>>>

type Plain<Fn extends AnyFunction> = (...args: Parameters<Fn>) => Promise<ResultOf<Fn>>

/** The function's own type where a call already answers a promise of the result; else the same arguments with one. */
export type Called<Fn extends AnyFunction> =
  ReturnType<Fn> extends Promise<infer Value> ? ([Extract<Value, RunState>] extends [never] ? Fn : Plain<Fn>) : Plain<Fn>
