import { RIGHTS_OF, type Right, ROUTE_RIGHTS, routes, type Routes } from '@millrace/protocol'
import type { Plugin } from 'vite'

const NAME = 'virtual:api-routes'

/**
 * The method and path of every route as a module, and the right that it needs, `{ flows: { create: 'POST /flows/ run', … }, … }`: the
 * browser needs no more of the protocol than that and its types, which cost no bytes. Also which rights each role has.
 */
export function apiRoutes(): Plugin {
  return {
    name: 'api-routes',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) =>
      id === `\0${NAME}`
        ? `export const apiRoutes = ${JSON.stringify(table())}; export const rightsOf = ${JSON.stringify(RIGHTS_OF)}`
        : undefined,
  }
}

const RIGHTS: Readonly<Record<string, Readonly<Record<string, Right | null>>>> = ROUTE_RIGHTS

const table = (): Readonly<Record<string, Readonly<Record<string, string>>>> =>
  Object.fromEntries(
    Object.entries<Routes>(routes).map(([group, members]) => [
      group,
      Object.fromEntries(
        Object.entries(members).map(([name, { method, path }]) => {
          const right = RIGHTS[group]?.[name] ?? null
          return [name, `${method} ${path}${right === null ? '' : ` ${right}`}`]
        }),
      ),
    ]),
  )
