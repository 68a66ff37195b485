import { statSync } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { StorageError, UnsafePath } from './errors.ts'
import type { IgnoreRules } from './ignore-file.ts'
import { relativePath } from './paths.ts'

/** What Millrace keeps in a folder for itself; never part of a tree. */
export const OWN_FOLDER = '.millrace'

/** A file of a tree on this machine. */
export interface LocalFile {
  /** Relative to the tree, with `/` between its parts. */
  readonly path: string
  readonly file: string
  /** In bytes. */
  readonly size: number
}

/**
 * All files below a folder that its rules do not leave out, in the order of their names. A link to a file of the tree is
 * that file's content.
 *
 * @param except A folder that is left out though it is below.
 * @throws UnsafePath for a link that leads out of the tree, StorageError for one to a folder or to nothing.
 */
export async function localTree(folder: string, rules: IgnoreRules, except?: string): Promise<LocalFile[]> {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw new StorageError(`there is no folder ${folder}`, { cause })
  })
  const found: LocalFile[] = []
  async function visit(below: string): Promise<void> {
    const entries = await readdir(join(root, below), { withFileTypes: true })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      const file = join(root, path)
      if (path === OWN_FOLDER || file === except || rules.ignores(entry.isDirectory() ? `${path}/` : path)) continue
      if (entry.isDirectory()) await visit(path)
      else if (entry.isFile()) found.push({ path: relativePath(path), file, size: statSync(file).size })
      else if (entry.isSymbolicLink()) found.push(await linkedFile(root, path, file))
    }
  }
  await visit('')
  return found
}

async function linkedFile(root: string, path: string, file: string): Promise<LocalFile> {
  const advice = 'name it in .prefectignore, or put a copy in its place'
  const target = await realpath(file).catch((cause: unknown) => {
    throw new StorageError(`the link '${path}' leads to nothing; ${advice}`, { cause })
  })
  const inside = relative(root, target)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw new UnsafePath(`the link '${path}' leads out of ${root}, to ${target}; ${advice}`)
  const { size, isFile } = await stat(target).then((found) => ({ size: found.size, isFile: found.isFile() }))
  if (!isFile) throw new StorageError(`the link '${path}' leads to a folder; ${advice}`)
  return { path: relativePath(path), file: target, size }
}
