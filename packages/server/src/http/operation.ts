import { type AllRoutes, type Handlers, type Received, routes, type RouteSpec, type Routes } from '@millrace/protocol'
import type { RequestContext } from './request-context.ts'

/** A handler whose route is no longer known to the compiler. */
type AnyHandler = (context: RequestContext, request: Received<RouteSpec>) => Promise<unknown>

/** One route with the handler that answers it. */
export interface Operation {
  /** `POST /flow_runs/`. */
  readonly name: string
  /** The group and the name of the route: `flowRuns.create`. */
  readonly action: string
  readonly spec: RouteSpec
  readonly handle: AnyHandler
}

/** Pairs the handlers of a group with their routes. */
export const operationsOf = <Group extends keyof AllRoutes>(
  group: Group,
  handlers: Partial<Handlers<AllRoutes[Group], RequestContext>>,
): Operation[] =>
  Object.entries(routes[group] as Routes).flatMap(([name, spec]) => {
    const handle = handlers[name as keyof typeof handlers] as AnyHandler | undefined
    return handle === undefined ? [] : [{ name: `${spec.method} ${spec.path}`, action: `${group}.${name}`, spec, handle }]
  })
