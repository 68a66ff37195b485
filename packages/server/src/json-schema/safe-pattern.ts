/** Longest text that a pattern is tried on. */
const LONGEST_TEXT = 1000
const LONGEST_PATTERN = 500
/** Time grows with the length of the text to this power. */
const MOST_UNDECIDED = 2

/** Repetition that may stop early or late: what makes matching try again and again. */
const UNDECIDED = /[*+]|\{\d*,\d*\}|[^(]\?/g
const REPEATED_GROUP = /\)(?:[*+]|\{)/
/** Looking around and referring back. */
const BACKTRACKING = /\(\?[=!<]|\\[1-9]|\\k</

/**
 * Whether `text` matches a pattern out of a user's schema; undefined when that is not found out, since the pattern could take
 * longer than anybody waits: one that repeats groups, refers back or has more than two repetitions that may stop anywhere, or a long text (S19).
 */
export function matchesPattern(pattern: string, text: string): boolean | undefined {
  if (text.length > LONGEST_TEXT || pattern.length > LONGEST_PATTERN) return undefined
  if (REPEATED_GROUP.test(pattern) || BACKTRACKING.test(pattern) || (pattern.match(UNDECIDED) ?? []).length > MOST_UNDECIDED)
    return undefined
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return undefined
  }
}
