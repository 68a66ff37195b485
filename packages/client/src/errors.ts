/** The server answered a call with a status that says no. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  /** Method and path, as in `POST /flow_runs/`. */
  readonly operation: string
  /** The server's own words, from `detail` or `exception_message`. */
  readonly detail: string
  readonly body: unknown

  /** @param hint what may be the matter besides what the server says. */
  constructor(operation: string, status: number, body: unknown, hint?: string) {
    const detail = detailOf(body)
    super(`${operation} was answered ${status}: ${detail}${hint === undefined ? '' : `; ${hint}`}`)
    this.operation = operation
    this.status = status
    this.detail = detail
    this.body = body
  }
}

/** No server answered. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable'
  readonly address: string

  constructor(address: string, cause: unknown) {
    super(
      `no Millrace or Prefect server answers at ${address}: ${reasonOf(cause)}; start one (millrace server start), or set MILLRACE_API_URL to where one is`,
      { cause },
    )
    this.address = address
  }
}

/** True when `error` is an `ApiError` of this status; 404 is the one most callers tell apart. */
export const isStatus = (error: unknown, status: number): error is ApiError => error instanceof ApiError && error.status === status

function detailOf(body: unknown): string {
  if (typeof body === 'string') return body
  if (typeof body !== 'object' || body === null) return 'no reason given'
  const { detail, exception_message: message, exception_detail: problems } = body as Record<string, unknown>
  if (typeof detail === 'string') return detail
  if (Array.isArray(problems) && problems.length > 0) return problems.map(problemOf).join('; ')
  if (typeof message === 'string') return message
  return JSON.stringify(detail ?? body)
}

function problemOf(problem: unknown): string {
  const { loc, msg } = problem as { loc?: readonly (string | number)[]; msg?: string }
  return `${(loc ?? []).filter((part) => part !== 'body').join('.')}: ${msg ?? 'invalid'}`
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? reasonOf(cause.cause) : cause.message
}
