import type { Method } from '@millrace/protocol'

/** One call as it goes over the wire. */
export interface WireRequest {
  readonly method: Method
  /** Below `/api`, parameters filled in and encoded; with the query string. */
  readonly path: string
  /** Sent as JSON; `undefined` means no body. */
  readonly body?: unknown
  /** The body as JSON text already, in place of `body`. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export interface WireResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The parsed JSON, the text of another body, or `undefined` for none. */
  readonly body: unknown
}

/** Carries calls to a server: over HTTP, or straight into one embedded in this process. */
export interface Transport {
  /** Where the server is, as shown to people: a URL, or the database file of an embedded one. */
  readonly address: string
  /** @throws ServerUnreachable when there is no answer after the transport's retries. */
  send(request: WireRequest): Promise<WireResponse>
  /** Frees connections (and stops an embedded server). */
  close(): Promise<void>
}
