/** What goes back for one call, before it is written as JSON. */
export interface Answer {
  readonly status: number
  /** `undefined`: no body. A `Readable` is sent as it is read. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}
