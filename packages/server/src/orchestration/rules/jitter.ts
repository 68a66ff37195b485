/**
 * A delay around `average`, so that many runs that failed together do not come back together: exponentially distributed, at most
 * `average * (1 + factor)`, and cut below so that as many come early as late. `chance` is from 0 up to 1; the factor is positive.
 */
export function jittered(average: number, factor: number, chance: number): number {
  if (average <= 0) return 0
  const upper = 1 + factor
  // Above 50 averages the cut is below every float.
  const lower = upper >= 50 ? 0 : Math.max(0, Math.log2(2 ** upper / (2 ** upper - 1)))
  const share = portionBelow(lower) + chance * (portionBelow(upper) - portionBelow(lower))
  return -Math.log(Math.max(1 - share, 1e-10)) * average
}

/** How much of an exponential distribution of average 1 lies below `bound`. */
const portionBelow = (bound: number): number => 1 - Math.exp(-bound)
