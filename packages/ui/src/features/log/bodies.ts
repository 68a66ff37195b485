/** Lines that one call answers. */
export const PAGE = 200

interface OfRun {
  readonly flow_run_id: { readonly any_: string[] }
}

/** The lines of a flow run, of all its tasks. */
export const linesOf = (id: string): OfRun => ({ flow_run_id: { any_: [id] } })

/** What asks how many lines there are, and for the first page of them. */
export const summaryBody = <Filter>(logs: Filter): { readonly logs: Filter; readonly first: number } => ({ logs, first: PAGE })
