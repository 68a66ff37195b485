/** How many runs are under way in this process, by which its connection knows whether it may be closed. */
let count = 0

export const areRunsHere = (): boolean => count > 0

/** Counts a run until it is disposed of. */
export function countRun(): Disposable {
  count += 1
  return { [Symbol.dispose]: () => void (count -= 1) }
}
