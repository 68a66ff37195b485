import type { z } from 'zod'

/** Says which kinds there are when a value's `type` is none of them; other mistakes keep their own words. */
export const unknownKind =
  (kinds: readonly string[]) =>
  (issue: z.core.$ZodRawIssue): string | undefined =>
    issue.code === 'invalid_union' ? `expected type to be one of ${kinds.join(', ')}` : undefined
