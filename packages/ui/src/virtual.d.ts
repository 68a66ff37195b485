declare module 'virtual:api-routes' {
  /** Method and path of every route, made from the protocol when the UI is built. */
  export const apiRoutes: Readonly<Record<string, Readonly<Record<string, string>>>>
}
