import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type DeleteOptions, deleteObject } from './deletion.ts'
import { discovery } from './discovery.ts'
import type { Kubelet } from './kubelet.ts'
import type { Draft, ObjectStore, Stored } from './object-store.ts'
import { patched } from './patch.ts'
import { readBody, type Target, targetOf } from './request.ts'
import { apiVersionOf, NAMESPACES, PODS } from './resources.ts'
import { selectorOf } from './selectors.ts'
import { badRequest, notFound, StatusError } from './status-error.ts'
import { podLog, watch } from './streams.ts'
import { validate } from './validate.ts'

interface Answer {
  readonly code: number
  readonly body: unknown
}

/** What answers the requests of clients and kubectl. */
export function apiServer(store: ObjectStore, kubelet: Kubelet): Server {
  return createServer((request, response) => {
    void answer(store, kubelet, request, response).then(
      (answered) => answered !== undefined && send(response, answered),
      (error: unknown) => {
        if (error instanceof StatusError) send(response, { code: error.code, body: error.status })
        else send(response, { code: 500, body: new StatusError(500, 'InternalError', String(error)).status })
      },
    )
  })
}

function send(response: ServerResponse, { code, body }: Answer): void {
  const text = JSON.stringify(body)
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

async function answer(
  store: ObjectStore,
  kubelet: Kubelet,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer | undefined> {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://cluster')
  const known = discovery(pathname)
  if (known !== undefined) return { code: 200, body: known }
  const target = targetOf(pathname)
  if (target === undefined) throw new StatusError(404, 'NotFound', 'the server could not find the requested resource')
  const method = request.method ?? 'GET'
  if (method !== 'GET') return await write(store, method, target, query, request)
  const { resource, namespace, name, part } = target
  if (name === undefined) {
    if (query.get('watch') !== 'true' && query.get('watch') !== '1') return { code: 200, body: list(store, target, query) }
    watch(store, target, query, response)
    return undefined
  }
  const object = store.read(resource, namespace, name)
  if (part === undefined || part === 'status') return { code: 200, body: object }
  if (part !== 'log' || resource !== PODS) throw notFound(resource, `${name}/${part}`)
  podLog(object, kubelet.containerOf(object), query, response)
  return undefined
}

function list(store: ObjectStore, { resource, namespace }: Target, query: URLSearchParams): unknown {
  const items = store.list(resource, namespace).filter(selectorOf(query))
  return { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata: { resourceVersion: store.version }, items }
}

async function write(
  store: ObjectStore,
  method: string,
  { resource, namespace, name, part }: Target,
  query: URLSearchParams,
  request: IncomingMessage,
): Promise<Answer> {
  const body = await readBody(request)
  const strict = query.get('fieldValidation') === 'Strict'
  const dry = query.get('dryRun') === 'All'
  if (method === 'POST' && name === undefined) {
    const draft = asDraft(body)
    if (namespace !== undefined && store.find(NAMESPACES, undefined, namespace) === undefined) throw notFound(NAMESPACES, namespace)
    if (draft.metadata?.name === undefined && draft.metadata?.generateName === undefined)
      throw badRequest('name or generateName is required')
    await validate(resource, draft, strict)
    return { code: 201, body: dry ? draft : store.create(resource, namespace, draft) }
  }
  if (name === undefined || (part !== undefined && part !== 'status'))
    throw new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method')
  const object = store.read(resource, namespace, name)
  if (method === 'DELETE') {
    if (!dry) deleteObject(store, resource, object, deleteOptions(query, body))
    return { code: 200, body: store.find(resource, namespace, name) ?? object }
  }
  const next = method === 'PATCH' ? patched(object, request.headers['content-type'] ?? '', body) : { ...object, ...asDraft(body) }
  await validate(resource, next, strict)
  return { code: 200, body: dry ? next : store.replace(resource, next as Stored) }
}

function asDraft(body: unknown): Draft {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('the body is no object')
  return body
}

function deleteOptions(query: URLSearchParams, body: unknown): DeleteOptions {
  const given = (body ?? {}) as DeleteOptions
  const grace = query.get('gracePeriodSeconds')
  const policy = query.get('propagationPolicy') as DeleteOptions['propagationPolicy'] | null
  return {
    gracePeriodSeconds: grace === null ? given.gracePeriodSeconds : Number(grace),
    propagationPolicy: policy ?? given.propagationPolicy,
  }
}
