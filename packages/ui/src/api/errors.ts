/** The server refused a call, or could not carry it out. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  readonly status: number
  readonly body: unknown
  /** With a 500: the id under which the server logged what happened. */
  readonly requestId: string | undefined
  /** With a 429: seconds until it may be tried again. */
  readonly retryAfter: number | undefined

  constructor(status: number, body: unknown, requestId: string | undefined, retryAfter?: number) {
    super(wordsOf(status, body))
    this.status = status
    this.body = body
    this.requestId = requestId
    this.retryAfter = retryAfter
  }
}

/** The server did not answer at all. */
export class ServerGone extends Error {
  override readonly name = 'ServerGone'
}

/** What is wrong with one part of a body. */
interface FieldProblem {
  readonly loc?: readonly (string | number)[]
  readonly msg?: string
}

/** What a refusal (422) says of the parts of a body; nothing for other errors. */
export function problemsOf(error: unknown): readonly FieldProblem[] {
  const body: unknown = error instanceof CallRefused ? error.body : undefined
  const problems = typeof body === 'object' && body !== null && 'exception_detail' in body ? body.exception_detail : []
  return Array.isArray(problems) ? (problems as readonly FieldProblem[]) : []
}

/** Why the server found that values do not fit their schema: with 409 those of parameters, with 422 job variables (Prefect 3.8). */
export const misfit = (error: unknown, status: 409 | 422): readonly string[] =>
  error instanceof CallRefused && error.status === status && error.message.includes('Validation failed') ? [error.message] : []

/** The server's own words, wherever this answer has them. */
function wordsOf(status: number, body: unknown): string {
  if (typeof body !== 'object' || body === null) return `The server answered ${status}.`
  const { detail, exception_message: message, exception_detail: problems } = body as Record<string, unknown>
  if (typeof detail === 'string') return detail
  if (Array.isArray(problems)) return problems.map(problemInWords).join('\n')
  return typeof message === 'string' ? message : `The server answered ${status}.`
}

function problemInWords(problem: unknown): string {
  const { loc, msg } = problem as { readonly loc?: readonly (string | number)[]; readonly msg?: string }
  const place = (loc ?? []).filter((part) => part !== 'body').join('.')
  return place === '' ? (msg ?? '') : `${place}: ${msg ?? ''}`
}
