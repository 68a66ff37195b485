import { InvalidEntrypoint } from './errors.ts'

/** A flow's place: a file, and the name of an export, a function or a flow in it. */
export interface Entrypoint {
  /** As written: relative to the folder of the flow's code, or absolute. */
  readonly path: string
  readonly name: string
}

/**
 * Reads `path/file.ts:name`. The last colon counts, so that drive letters and `file:` URLs pass.
 *
 * @throws InvalidEntrypoint naming what is missing.
 */
export function parseEntrypoint(text: string): Entrypoint {
  const colon = text.lastIndexOf(':')
  const path = text.slice(0, colon)
  const name = text.slice(colon + 1)
  if (colon <= 0 || /[/\\]/.test(name) || name === '')
    throw new InvalidEntrypoint(
      'Your flow entrypoint must include the name of the function that is the entrypoint to your flow.\n' +
        `Try ${text.replace(/:$/, '') || 'path/to/file.ts'}:<flow_name>`,
    )
  return { path, name }
}

/** True for a file that Python runs. */
export const isPythonFile = (path: string): boolean => path.endsWith('.py')
