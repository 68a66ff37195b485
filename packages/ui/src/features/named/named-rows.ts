/** The rows whose name has a part in it, whatever its case: of a list that is there as a whole. */
export function namedRows<Row extends { readonly name: string }>(rows: readonly Row[], part: string | undefined): readonly Row[] {
  const wanted = part?.toLowerCase()
  return wanted === undefined ? rows : rows.filter(({ name }) => name.toLowerCase().includes(wanted))
}
