interface Policy {
  readonly max_retries?: number | undefined
  readonly retry_delay_seconds?: number | undefined
  readonly retries?: number | null | undefined
  readonly retry_delay?: unknown
}

/** A policy in which the names of 2.x, `max_retries` and `retry_delay_seconds`, say what those of today leave open (both Prefects). */
export const inNewWords = <Given extends Policy>(policy: Given): Given => ({
  ...policy,
  ...(!policy.retries && policy.max_retries ? { retries: policy.max_retries } : {}),
  ...(isUnset(policy.retry_delay) && policy.retry_delay_seconds ? { retry_delay: policy.retry_delay_seconds } : {}),
})

/** An empty list of delays says as little as none. */
const isUnset = (delay: unknown): boolean => !delay || (Array.isArray(delay) && delay.length === 0)
