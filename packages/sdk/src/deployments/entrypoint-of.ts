import { relative } from 'node:path'
import type { FlowDefinition } from '../flow-definition.ts'
import { DeploymentError } from './errors.ts'

/**
 * The entrypoint of a flow that is at hand: the file that defined it, and its function.
 *
 * @throws DeploymentError when the file is not known.
 */
export function entrypointOf({ name, file, fn }: FlowDefinition, cwd: string): string {
  if (file === undefined)
    throw new DeploymentError(`nobody knows in which file flow '${name}' is: give its entrypoint, as path/file.ts:name`)
  return `${relative(cwd, file)}:${fn.name || name}`
}
