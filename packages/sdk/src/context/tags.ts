import { ambient } from './ambient.ts'

const ambientTags = ambient<readonly string[]>('no tags here')

/** The tags that hold here, from every `tags(…)` around. */
export const currentTags = (): readonly string[] => ambientTags.peek() ?? []

/**
 * Gives every run that starts inside `body` these tags, beside its own; without a body, every run that the calling
 * function starts until the end of its block: `using _tags = tags(['nightly'])`.
 */
export function tags(names: readonly string[]): Disposable
export function tags<Result>(names: readonly string[], body: () => Result): Result
export function tags(names: readonly string[], body?: () => unknown): unknown {
  const all = [...new Set([...currentTags(), ...names])]
  return body === undefined ? ambientTags.enter(all) : ambientTags.run(all, body)
}
