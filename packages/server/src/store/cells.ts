/** What a query found, as the database has it: arrays of values, JSON as the text that was stored. */
export interface Cells {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}
