import type { AnyFunction } from './parameters/signature.ts'
import type { RunState } from './states/run-state.ts'

type Unwrapped<Value> = Value extends RunState<infer Data> ? Data : Value

/** `any` is every type, and so has to be asked for first. */
type IsAny<Value> = 0 extends 1 & Value ? true : false

/** Generators and what they yield. */
type Yielded<Value> =
  IsAny<Value> extends true
    ? never
    : Value extends AsyncGenerator<infer Item, infer Last> | Generator<infer Item, infer Last>
      ? [Item, Last]
      : never

/**
 * What a run of a flow or task made of `Fn` comes to: its return value, the data of the state it returns, or all that a
 * generator yields.
 */
export type ResultOf<Fn extends AnyFunction> = [Yielded<ReturnType<Fn>>] extends [never]
  ? Unwrapped<Awaited<ReturnType<Fn>>>
  : Yielded<ReturnType<Fn>>[0][]

type Plain<Fn extends AnyFunction> = (...args: Parameters<Fn>) => Promise<ResultOf<Fn>>

/**
 * The function's own type where a call already answers a promise of the result; else the same arguments with one. A call
 * of a generator streams what it yields.
 */
export type Called<Fn extends AnyFunction> = [Yielded<ReturnType<Fn>>] extends [never]
  ? Promised<Fn>
  : (...args: Parameters<Fn>) => AsyncGenerator<Yielded<ReturnType<Fn>>[0], Yielded<ReturnType<Fn>>[1], void>

type Promised<Fn extends AnyFunction> =
  IsAny<ReturnType<Fn>> extends true
    ? Plain<Fn>
    : ReturnType<Fn> extends Promise<infer Value>
      ? [Extract<Value, RunState>] extends [never]
        ? Fn
        : Plain<Fn>
      : Plain<Fn>
