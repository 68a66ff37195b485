import { API_URL } from '../api/address.ts'

/** A call as `fetch` makes it. */
export interface FirstCall {
  readonly method: 'GET' | 'POST'
  /** Below the API, with what is asked for after a question mark. */
  readonly path: string
  readonly body?: object
}

/** Milliseconds after which an answer that nobody took is old. */
const LIFE = 8000

const calls = new Map<string, Promise<Response>>()

const keyOf = (method: string, url: string, body: string | undefined): string => `${method} ${url} ${body ?? ''}`

/** Makes a call before the page that wants its answer is there; the page takes it by the very same method, address and body. */
export function begin({ method, path, body }: FirstCall): Promise<Response> {
  const [url, text] = [`${API_URL}${path}`, body === undefined ? undefined : JSON.stringify(body)]
  const answer = fetch(url, { method, ...(text === undefined ? {} : { body: text, headers: { 'content-type': 'application/json' } }) })
  const key = keyOf(method, url, text)
  calls.set(key, answer)
  // Whoever takes it hears of a failure.
  answer.catch(() => undefined)
  setTimeout(() => calls.delete(key), LIFE)
  return answer
}

/** The answer to such a call, once; undefined where none was begun. */
export function takeBegun(method: string, url: string, body: string | undefined): Promise<Response> | undefined {
  const key = keyOf(method, url, body)
  const answer = calls.get(key)
  calls.delete(key)
  return answer
}
