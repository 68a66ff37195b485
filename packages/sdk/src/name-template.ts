/** What is filled in a template of run names: `{path}`; `{{` and `}}` are braces. */
export const PLACES = /\{\{|\}\}|\{([^{}]+)\}/g

/** The parameters that a template names: `order` of `{order.id}`. */
export const namedInTemplate = (template: string): string[] =>
  [...template.matchAll(PLACES)].flatMap(([, path]) => (path === undefined ? [] : [path.trim().split('.', 1)[0] ?? '']))
