/** What goes back for one call, before it is written as JSON. */
export interface Answer {
  readonly status: number
  /** `undefined`: no body. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}
