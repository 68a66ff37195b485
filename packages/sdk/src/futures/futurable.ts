import type { AllowedFailure, Unmapped } from './annotations.ts'
import type { TaskFuture } from './task-future.ts'
import type { TaskFutures } from './task-futures.ts'

type Scalar = string | number | boolean | bigint | symbol | null | undefined | Date | RegExp | ((...args: never[]) => unknown)

/** A value or a future of it; one that may fail where an error is taken as well. */
type Direct<Value> =
  | Value
  | TaskFuture<Value>
  | (Error extends Value ? AllowedFailure<Exclude<Value, Error>> | AllowedFailure<Value> : never)

type Inside<Value> = Value extends Scalar
  ? never
  : Value extends readonly (infer Item)[]
    ? readonly Direct<Item>[] | TaskFutures<Item>
    : Value extends object
      ? { readonly [Key in keyof Value]: Direct<Value[Key]> }
      : never

/** A value, a future of it, or an array or object with futures in it. */
export type Futurable<Value> = Direct<Value> | Inside<Value>

/** Arguments of which any may be a future. */
export type FuturableArguments<Args extends readonly unknown[]> = { [Index in keyof Args]: Futurable<Args[Index]> }

/** One value per task run, or one for all of them: any that cannot be iterated, a string, or `unmapped(…)`. */
export type Mappable<Value> =
  | Iterable<Futurable<Value>>
  | TaskFutures<Value>
  | Unmapped<Futurable<Value>>
  | (Value extends Iterable<unknown> ? (Value extends string ? Value : never) : Value)

/** Arguments of `map`. */
export type MappableArguments<Args extends readonly unknown[]> = { [Index in keyof Args]: Mappable<Args[Index]> }
