declare module 'virtual:api-routes' {
  /** Method and path of every route, and the right that it needs where it needs one, made from the protocol when the UI is built. */
  export const apiRoutes: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Which rights each role has, in the order of what they add. */
  export const rightsOf: Readonly<Record<string, readonly string[]>>
}
