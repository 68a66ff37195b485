import { CallRefused } from './errors.ts'

/** By which the server tells this tab from others. */
const client = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
let token: string | undefined

/** What writes carry once the server has asked for it. */
export const csrfHeaders = (): Readonly<Record<string, string>> =>
  token === undefined ? {} : { 'prefect-csrf-token': token, 'prefect-csrf-client': client }

/** Whether a call was refused for want of a token. */
export const isAboutCsrf = (error: unknown): boolean =>
  error instanceof CallRefused && error.status === 403 && error.message.includes('CSRF token')

/** Fetches a token; where that fails, the next call says why. */
export async function renewCsrfToken(apiUrl: string): Promise<void> {
  const response = await fetch(`${apiUrl}/csrf-token?client=${client}`)
  const answered: unknown = response.ok ? await response.json() : undefined
  token = typeof answered === 'object' && answered !== null && 'token' in answered ? String(answered.token) : undefined
}
