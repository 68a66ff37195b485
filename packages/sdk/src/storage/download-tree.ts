import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { NotInStorage } from './errors.ts'
import type { FileSystem } from './file-system.ts'
import { ignoreRules } from './ignore-file.ts'
import { inParallel } from './in-parallel.ts'
import { localTree, OWN_FOLDER } from './local-tree.ts'
import { type Manifest, placeOf, readManifest } from './manifest.ts'
import { joinPath, relativePath } from './paths.ts'

/** How often a download begins anew because the version that it was of is replaced. */
const MOST_ATTEMPTS = 10

/**
 * Fetches a folder of a storage: one whole version, where Millrace has uploaded it; else all files that are there.
 *
 * @param into An existing folder, into which nothing but the files of that version comes.
 * @throws NotInStorage when there is nothing, or no version of it is whole.
 */
export async function downloadTree(files: FileSystem, from: string, into: string): Promise<void> {
  let manifest = await readManifest(files, from)
  if (manifest === undefined) return await downloadAll(files, from, into)
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    if (manifest.state === 'begun')
      throw new NotInStorage(`${place(files, from)} is not whole: its first upload was interrupted or is still going on; upload it again`)
    const wrong = await downloadVersion(files, from, into, manifest)
    if (wrong === undefined) return
    const now = await readManifest(files, from)
    if (now === undefined || now.id === manifest.id)
      throw new NotInStorage(`'${wrong}' in ${place(files, from)} is not what was uploaded: somebody changed it; upload again`)
    // What the two versions have in common is fetched again; what only the old one has must not stay.
    for (const path of Object.keys(manifest.files)) await rm(join(into, path), { force: true })
    manifest = now
  }
  throw new NotInStorage(`${place(files, from)} is replaced all the time: no version of it stayed long enough to be fetched`)
}

const place = ({ address }: FileSystem, folder: string): string => (folder === '' ? address : `${address}/${folder}`)

/** Undefined when all is well, or else the file that is not the one of this version. */
async function downloadVersion(files: FileSystem, from: string, into: string, manifest: Manifest): Promise<string | undefined> {
  let wrong: string | undefined
  await makeFolders(into, Object.keys(manifest.files))
  await inParallel(Object.entries(manifest.files), files.parallel, async ([path, entry]) => {
    if (wrong !== undefined) return
    const sha256 = await files.download(joinPath(from, placeOf(path, entry)), join(into, path))
    if (sha256 !== entry.sha256) wrong = path
  })
  return wrong
}

/** What others have uploaded has no manifest. */
async function downloadAll(files: FileSystem, from: string, into: string): Promise<void> {
  const paths = await pathsIn(files, from)
  if (paths.length === 0) throw new NotInStorage(`there are no files in ${place(files, from)}`)
  await makeFolders(into, paths)
  await inParallel(paths, files.parallel, async (path) => {
    if ((await files.download(joinPath(from, path), join(into, path))) === undefined)
      throw new NotInStorage(`'${path}' in ${place(files, from)} was removed while it was fetched`)
  })
}

/** In a folder of this machine, which may be where the code is written, its ignore file counts as it does for uploads. */
async function pathsIn(files: FileSystem, from: string): Promise<string[]> {
  if (files.localFolder !== undefined) {
    const folder = join(files.localFolder, from)
    if (!existsSync(folder)) return []
    return (await localTree(folder, ignoreRules(folder))).map(({ path }) => path)
  }
  const listed = await files.list(from)
  return listed.map(({ path }) => relativePath(path)).filter((path) => path !== '' && !path.startsWith(`${OWN_FOLDER}/`))
}

async function makeFolders(into: string, paths: readonly string[]): Promise<void> {
  for (const folder of new Set(paths.map((path) => dirname(join(into, relativePath(path)))))) await mkdir(folder, { recursive: true })
}
