/** The candidates that look most like `wanted`, nearest first; none when all are too far away to be a slip of the pen. */
export function nearest(wanted: string, candidates: Iterable<string>, most = 3): readonly string[] {
  const close = wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3))
  return [...new Set(candidates)]
    .map((name) => ({ name, distance: distance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance: steps }) => steps <= close || (wanted.length > 2 && name.toLowerCase().includes(wanted.toLowerCase())))
    .toSorted((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name }) => name)
}

/** Levenshtein: how many letters must be added, removed or changed. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [above, letter] of from.split('').entries()) {
    let diagonal = row[0] ?? 0
    row = row.reduce<number[]>((next, up, index) => {
      const left = next[index - 1]
      next.push(left === undefined ? above + 1 : Math.min(left + 1, up + 1, diagonal + (to[index - 1] === letter ? 0 : 1)))
      diagonal = up
      return next
    }, [])
  }
  return row.at(-1) ?? 0
}
