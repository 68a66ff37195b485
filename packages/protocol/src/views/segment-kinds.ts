/** What a run did in a span of time: wait for its turn, run an attempt, wait for the next one, be paused. */
export const SEGMENT_KINDS = ['waiting', 'running', 'retrying', 'paused'] as const
