/** What was done to how many things, and why some were refused. */
export interface Done {
  readonly done: number
  readonly refused: number
  readonly reason: string | undefined
}

/** Calls that are under way at once. */
const AT_ONCE = 4

/** Does something to each of many, a few at a time, for what has no call for many; one that is refused does not keep the others. */
export async function eachOf<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<Done> {
  const left = [...items]
  let reason: string | undefined
  let refused = 0
  const work = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      await act(item).catch((error: unknown) => {
        refused += 1
        reason = error instanceof Error ? error.message : String(error)
      })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { done: items.length - refused, refused, reason }
}
