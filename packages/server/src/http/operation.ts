import {
  type AllRoutes,
  type Handlers,
  type Received,
  type Right,
  ROUTE_RIGHTS,
  routes,
  type RouteSpec,
  type Routes,
} from '@millrace/protocol'
import { finerRightOf } from '../accounts/finer-rights.ts'
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
  /** The right that every call needs; null for one that everybody may make. */
  readonly needs: Right | null
  /** What a call needs by what it asks for. */
  readonly alsoNeeds: ReturnType<typeof finerRightOf>
}

/** Pairs the handlers of a group with their routes. */
export const operationsOf = <Group extends keyof AllRoutes>(
  group: Group,
  handlers: Partial<Handlers<AllRoutes[Group], RequestContext>>,
): Operation[] =>
  Object.entries(routes[group] as Routes).flatMap(([name, spec]) => {
    const rights: Readonly<Record<string, Right | null>> = ROUTE_RIGHTS[group]
    const handle = handlers[name as keyof typeof handlers] as AnyHandler | undefined
    if (handle === undefined) return []
    const needs = rights[name] ?? null
    const operation = { name: `${spec.method} ${spec.path}`, action: `${group}.${name}`, spec, handle, needs }
    return [{ ...operation, alsoNeeds: finerRightOf(group, name) }]
  })
