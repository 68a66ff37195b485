import { ambient } from './ambient.ts'

const ambientTags = ambient<readonly string[]>('no tags here')

/** The tags that hold here, from every `tags(…)` around. */
export const currentTags = (): readonly string[] => ambientTags.peek() ?? []

/** Gives every run that starts inside `body` these tags, beside its own. */
export const tags = <Result>(names: readonly string[], body: () => Result): Result =>
  ambientTags.run([...new Set([...currentTags(), ...names])], body)
