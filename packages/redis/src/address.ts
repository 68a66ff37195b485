import { isAbsolute, relative, resolve, sep } from 'node:path'
import { statSync } from 'node:fs'
import { hashFile, TaskNotLoadable } from '@millrace/sdk/calls'

/**
 * A file by its path below the folder of the code, which is the working directory of flow and node.
 *
 * @throws TaskNotLoadable when it is somewhere else.
 */
export function portablePath(file: string, task: string): string {
  const path = relative(process.cwd(), file)
  if (path !== '' && !path.startsWith('..') && !isAbsolute(path)) return path.split(sep).join('/')
  throw new TaskNotLoadable(
    `task '${task}' is in ${file}, outside of the working directory ${process.cwd()}: nodes find tasks by their path below it. Start the flow in the folder that has all of its code`,
  )
}

/** The file at a path on this machine. */
export const localFile = (folder: string, path: string): string => resolve(folder, path)

const hashes = new Map<string, { readonly modified: number; readonly hash: string }>()

/** The hash of a file's content. */
export function versionOf(file: string): string {
  const { mtimeMs: modified } = statSync(file)
  const known = hashes.get(file)
  if (known?.modified === modified) return known.hash
  const hash = hashFile(file)
  hashes.set(file, { modified, hash })
  return hash
}
