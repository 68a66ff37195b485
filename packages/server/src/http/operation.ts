import type { Handlers, Received, RouteSpec, Routes } from '@millrace/protocol'
import type { RequestContext } from './request-context.ts'

/** A handler whose route is no longer known to the compiler. */
type AnyHandler = (context: RequestContext, request: Received<RouteSpec>) => Promise<unknown>

/** One route with the handler that answers it. */
export interface Operation {
  readonly name: string
  readonly spec: RouteSpec
  readonly handle: AnyHandler
}

/** Pairs every route of a group with its handler. */
export const operationsOf = <Group extends Routes>(group: Group, handlers: Handlers<Group, RequestContext>): Operation[] =>
  Object.entries(group).map(([name, spec]) => ({
    name: `${spec.method} ${spec.path}`,
    spec,
    handle: handlers[name as keyof Group] as unknown as AnyHandler,
  }))
