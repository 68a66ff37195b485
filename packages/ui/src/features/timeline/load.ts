import type { TimelineLane } from '@millrace/protocol'
import type { Axis } from './axis.ts'

/** Parts of the axis that are counted apart. */
const PARTS = 240

/** How many lanes ran in each part of the axis, and the parts in which one failed; each segment is looked at once. */
export function loadOf(
  lanes: readonly TimelineLane[],
  axis: Axis,
  now: number,
): { readonly counts: readonly number[]; readonly failures: ReadonlySet<number> } {
  const changes = Array.from({ length: PARTS + 1 }, () => 0)
  const failures = new Set<number>()
  const partOf = (time: number): number => Math.min(PARTS - 1, Math.max(0, Math.floor((axis.placeOf(time) / axis.length) * PARTS)))
  for (const { segments } of lanes) {
    for (const { kind, from, until, ended } of segments) {
      if (kind !== 'running') continue
      const [first, last] = [partOf(from), partOf(until ?? now)]
      changes[first] = (changes[first] ?? 0) + 1
      changes[last + 1] = (changes[last + 1] ?? 0) - 1
      if (ended === 'FAILED' || ended === 'CRASHED') failures.add(last)
    }
  }
  let running = 0
  const counts = changes.slice(0, PARTS).map((change) => (running += change))
  return { counts, failures }
}
