import type { TimelineLane } from '@millrace/protocol'

/** Milliseconds in which a lane ran; undefined before it has. */
export function runTime({ segments }: TimelineLane, now: number): number | undefined {
  const running = segments.filter(({ kind }) => kind === 'running')
  return running.length === 0 ? undefined : running.reduce((sum, { from, until }) => sum + Math.max(0, (until ?? now) - from), 0)
}
