let list: readonly string[] = []

/** Keeps the places of the rows of the list in which a link is followed. */
export function rememberList({ target }: Event): void {
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>('main table tbody a') : null
  if (link === null) return
  const column = link.closest('td')?.cellIndex
  const rows = link.closest('tbody')?.rows ?? []
  list = [...rows].flatMap((row) => row.cells[column ?? 0]?.querySelector('a')?.pathname ?? [])
}

/** Whether a place is one of the list that one came from. */
export const cameFromList = (path: string): boolean => list.includes(path)

/** The place before or after one in the list that one came from. */
export function neighbourOf(path: string, step: 1 | -1): string | undefined {
  const at = list.indexOf(path)
  return at < 0 ? undefined : list[at + step]
}
