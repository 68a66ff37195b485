import { ClusterRefused } from '../errors.ts'
import type { Cluster } from './connect.ts'

/** The HTTP status that a call of the cluster's API ended with; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const code = (error as { readonly code?: unknown } | undefined)?.code
  return typeof code === 'number' ? code : undefined
}

/** Says what became of a call of the cluster's API, and what to do about it. */
export function refusal({ config }: Cluster, what: string, error: unknown): ClusterRefused {
  const code = statusOf(error)
  if (code === undefined) {
    const { message, cause } = error as Error
    const why = cause instanceof Error && cause.message !== '' ? cause.message : message
    return new ClusterRefused(`the cluster at ${config.getCurrentCluster()?.server} cannot be reached: ${why}`, { cause: error })
  }
  const hint = HINTS[code]
  return new ClusterRefused(`${what}: ${messageOf(error)} (${code})${hint === undefined ? '' : `; ${hint}`}`, { cause: error })
}

const HINTS: Readonly<Record<number, string>> = {
  401: "the worker's credentials for the cluster are wrong or have expired",
  403: "the worker's account may not: 'millrace kubernetes manifest worker' shows the rights it needs; or a quota of the namespace is used up",
  404: 'check that the namespace exists',
}

/** The `message` of the `Status` that came. */
function messageOf(error: unknown): string {
  const { body, message } = error as { readonly body?: unknown; readonly message: string }
  const status: unknown = typeof body === 'string' ? parsed(body) : body
  const said = (status as { readonly message?: unknown } | undefined)?.message
  return typeof said === 'string' ? said : (message.split('\n')[0] ?? message)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
