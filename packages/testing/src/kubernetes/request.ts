import type { IncomingMessage } from 'node:http'
import { type Resource, RESOURCES } from './resources.ts'
import { badRequest } from './status-error.ts'

/** Which objects a request is about. */
export interface Target {
  readonly resource: Resource
  readonly namespace: string | undefined
  readonly name: string | undefined
  /** `log`, `status`. */
  readonly part: string | undefined
}

const PATH =
  /^\/(?:api|apis\/(?<group>[^/]+))\/(?<version>v\d\w*)(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<plural>[a-z]+)(?:\/(?<name>[^/]+))?(?:\/(?<part>[a-z]+))?$/

/** Reads `/apis/batch/v1/namespaces/default/jobs/x`; undefined for paths of no kind that is kept. */
export function targetOf(path: string): Target | undefined {
  const namespaced = /^\/api\/v1\/namespaces(?:\/(?<name>[^/]+))?$/.exec(path)
  const match = (namespaced ?? PATH.exec(path))?.groups
  if (match === undefined) return undefined
  const { group = '', version = 'v1', plural = 'namespaces', namespace, name, part } = match
  const resource = RESOURCES.find((one) => one.group === group && one.version === version && one.plural === plural)
  return resource === undefined ? undefined : { resource, namespace, name, part }
}

/** The body of a request as JSON; undefined for an empty one. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw badRequest("couldn't get version/kind; json parse error")
  }
}
