import { ATTEMPT_HEADER, MINIMUM_API_VERSION, uuid } from '@millrace/protocol'
import { BadRequest } from '../api/errors.ts'
import type { Caller } from '../context.ts'

/** Request headers, names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>

const AGENT = /^prefect\/(\d+\.\d+\.\d+[a-z.+0-9]*) \(API \S+\)$/
const VERSION = /^\s*[+-]?\d+\s*\.\s*[+-]?\d+\s*\.\s*[+-]?\d+\s*$/
const MINIMUM = MINIMUM_API_VERSION.split('.').map(Number)

/** Who calls, read from the headers. Throws `BadRequest` for an API version that is malformed or older than 0.8.0. */
export function callerOf(headers: Headers): Caller {
  const apiVersion = single(headers['x-prefect-api-version'])
  if (apiVersion !== undefined) requireServedVersion(apiVersion)
  const agent = single(headers['user-agent'])
  const prefectVersion = agent === undefined ? undefined : AGENT.exec(agent)?.[1]
  return { apiVersion, prefectVersion, attempt: attemptOf(headers), ...automationOf(headers) }
}

const single = (value: string | string[] | undefined): string | undefined => {
  const text = Array.isArray(value) ? value.at(-1) : value
  return text === '' ? undefined : text
}

function requireServedVersion(version: string): void {
  if (version === '0.8.4') return
  if (!VERSION.test(version)) {
    throw new BadRequest(`Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received ${version}`)
  }
  const parts = version.split('.').map(Number)
  const difference = parts.map((part, index) => part - (MINIMUM[index] ?? 0)).find((value) => value !== 0) ?? 0
  if (difference >= 0) return
  throw new BadRequest(`The request specified API version ${version} but this server requires version ${MINIMUM_API_VERSION} or higher.`)
}

/** The name comes in base64, as any character may be in it. */
function automationOf(headers: Headers): Pick<Caller, 'automation'> {
  const given = single(headers['prefect-automation-id'])
  if (given === undefined) return {}
  const id = uuid.safeParse(given)
  const name = Buffer.from(single(headers['prefect-automation-name']) ?? '', 'base64').toString()
  return id.success && name !== '' ? { automation: { id: id.data, name } } : {}
}

function attemptOf(headers: Headers): number | undefined {
  const text = single(headers[ATTEMPT_HEADER])
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new BadRequest(`Expected the header ${ATTEMPT_HEADER} to be a number of an attempt, got "${text}".`)
}
