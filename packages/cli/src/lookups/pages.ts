import { MAXIMUM_LIMIT } from '@millrace/protocol'

/** Up to `most` objects of a list route, however many pages that takes. */
export async function readPages<Item>(
  read: (page: { readonly limit: number; readonly offset: number }) => Promise<readonly Item[]>,
  most = Infinity,
): Promise<readonly Item[]> {
  const all: Item[] = []
  while (all.length < most) {
    const limit = Math.min(MAXIMUM_LIMIT, most - all.length)
    const page = await read({ limit, offset: all.length })
    all.push(...page)
    if (page.length < limit) break
  }
  return all
}
