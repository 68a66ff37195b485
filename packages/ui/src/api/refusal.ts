import { CallRefused, problemsOf } from './errors.ts'

/** What the server refused of a form. */
export interface Refusal {
  /** The words for one of its fields. */
  readonly at: (field: string) => readonly string[]
  /** The error where it concerns no field, or others than the form has; else null. */
  readonly rest: unknown
}

/**
 * What became of a form that was sent, for a form with these fields, called as in the body. A conflict (409) is told of at `unique`, the one
 * that must not be there twice.
 */
export function refusalOf(error: unknown, fields: readonly string[], unique?: string): Refusal {
  if (unique !== undefined && error instanceof CallRefused && error.status === 409) {
    return { at: (field) => (field === unique ? [error.message] : []), rest: null }
  }
  const problems = problemsOf(error)
  // The innermost name counts: of `schedule.anchor_date` the latter, where the form has it.
  const places = problems.map(({ loc = [] }) => loc.findLast((step) => fields.some((field) => field === step)))
  return {
    at: (field) => problems.flatMap(({ msg = '' }, index) => (places[index] === field ? [msg] : [])),
    rest: places.length > 0 && !places.includes(undefined) ? null : error,
  }
}
