/** Where to go after signing in: a path of ours, never another site. */
export const loginSearch = ({ back }: Record<string, unknown>): { readonly back?: string } =>
  typeof back === 'string' && /^\/(?![/\\])/.test(back) ? { back } : {}
