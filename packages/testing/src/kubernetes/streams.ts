import type { ServerResponse } from 'node:http'
import type { V1Pod } from '@kubernetes/client-node'
import type { Container, LogLine } from './container.ts'
import type { Change, ObjectStore, Stored } from './object-store.ts'
import type { Target } from './request.ts'
import { selectorOf } from './selectors.ts'
import { badRequest, StatusError } from './status-error.ts'
import type { Plain } from './plain.ts'

/** Answers with the changes of a kind as they come, from a resource version on. */
export function watch(store: ObjectStore, { resource, namespace }: Target, query: URLSearchParams, response: ServerResponse): void {
  const selected = selectorOf(query)
  const send = (type: string, object: unknown): void => void response.write(`${JSON.stringify({ type, object })}\n`)
  const tell = ({ type, resource: kind, object, before }: Change): void => {
    if (kind !== resource || (namespace !== undefined && object.metadata.namespace !== namespace)) return
    const [was, is] = [before !== undefined && selected(before), type !== 'DELETED' && selected(object)]
    if (is) send(was ? 'MODIFIED' : 'ADDED', object)
    else if (was) send('DELETED', object)
  }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.flushHeaders()
  const version = query.get('resourceVersion') ?? ''
  try {
    if (version === '' || version === '0') for (const object of store.list(resource, namespace).filter(selected)) send('ADDED', object)
    else for (const change of store.since(version)) tell(change)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    send('ERROR', error.status)
    response.end()
    return
  }
  const forget = store.onChange(tell)
  const seconds = Number(query.get('timeoutSeconds') ?? 0)
  const timer = seconds > 0 ? setTimeout(() => response.end(), seconds * 1000) : undefined
  response.once('close', () => {
    forget()
    clearTimeout(timer)
  })
}

/** Answers with what a container has written, and goes on with `follow`. */
export function podLog(pod: Stored, container: Container | undefined, query: URLSearchParams, response: ServerResponse): void {
  const first = (pod as Stored & Pick<Plain<V1Pod>, 'spec'>).spec?.containers[0]?.name ?? ''
  const asked = query.get('container') ?? first
  if (asked !== first) throw badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`)
  if (container === undefined) throw badRequest(`container "${first}" in pod "${pod.metadata.name}" is waiting to start: ContainerCreating`)
  const since = query.get('sinceTime')
  const text = ({ time, text: line }: LogLine): string => `${query.get('timestamps') === 'true' ? `${time} ` : ''}${line}\n`
  const wanted = container.lines.filter(({ time }) => since === null || Date.parse(time) >= Math.floor(Date.parse(since) / 1000) * 1000)
  const tail = query.get('tailLines')
  response.writeHead(200, { 'content-type': 'text/plain' })
  response.flushHeaders()
  for (const line of tail === null ? wanted : wanted.slice(-Number(tail))) response.write(text(line))
  if (query.get('follow') !== 'true' || !container.running) {
    response.end()
    return
  }
  const forget = container.onLine((line) => (line === undefined ? response.end() : response.write(text(line))))
  response.once('close', forget)
}
