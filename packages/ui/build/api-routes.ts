import { routes, type Routes } from '@millrace/protocol'
import type { Plugin } from 'vite'

const NAME = 'virtual:api-routes'

/**
 * The method and path of every route as a module, `{ flows: { create: 'POST /flows/', … }, … }`: the browser needs no more of the
 * protocol than that and its types, which cost no bytes.
 */
export function apiRoutes(): Plugin {
  return {
    name: 'api-routes',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) => (id === `\0${NAME}` ? `export const apiRoutes = ${JSON.stringify(table())}` : undefined),
  }
}

const table = (): Readonly<Record<string, Readonly<Record<string, string>>>> =>
  Object.fromEntries(
    Object.entries<Routes>(routes).map(([group, members]) => [
      group,
      Object.fromEntries(Object.entries(members).map(([name, { method, path }]) => [name, `${method} ${path}`])),
    ]),
  )
