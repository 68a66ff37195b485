import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { StorageError } from './errors.ts'
import type { FileSystem } from './file-system.ts'
import { ignoreRules } from './ignore-file.ts'
import { inParallel } from './in-parallel.ts'
import { type LocalFile, localTree } from './local-tree.ts'
import { contentOf, contentPath, type Manifest, type ManifestEntry, readManifest, sha256Of, writeManifest } from './manifest.ts'
import { joinPath } from './paths.ts'

/** How far an upload is. */
export interface UploadProgress {
  readonly files: number
  readonly of: number
  /** Of the files that are done. */
  readonly bytes: number
}

export interface UploadOptions {
  /** A folder of this machine. */
  readonly from: string
  /** A folder of the storage; empty: what its block says. */
  readonly to: string
  /** The file that says what is not uploaded, if it is there; null: everything is (default: `.millraceignore`, or else `.prefectignore`). */
  readonly ignoreFile?: string | null | undefined
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined
}

/** What an upload came to. */
export interface Uploaded {
  /** Files of the tree. */
  readonly files: number
  /** Files of it that were there already. */
  readonly unchanged: number
}

interface Source extends LocalFile {
  readonly sha256: string
}

/** How often an upload begins anew because another one came in between. */
const MOST_ATTEMPTS = 5

/**
 * Brings a tree to a storage, without what its ignore file leaves out and what is there already. Whoever fetches it with
 * Millrace meanwhile gets the version before or the new one; an upload that was interrupted goes on where it was.
 *
 * @throws StorageError, of the class that says what is wrong.
 */
export async function uploadTree(files: FileSystem, { from, to, ignoreFile, onProgress }: UploadOptions): Promise<Uploaded> {
  const destination = files.localFolder === undefined ? undefined : join(files.localFolder, to)
  const rules = ignoreRules(from, ignoreFile === undefined ? undefined : ignoreFile === null ? [] : [ignoreFile])
  const tree = await localTree(from, rules, destination)
  // What is where it belongs already is not copied onto itself.
  if (destination !== undefined && (await realFolder(destination)) === (await realFolder(from)))
    return { files: tree.length, unchanged: tree.length }
  const sources = await withChecksums(tree)
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const uploaded = await uploadOnce(files, to, sources, onProgress)
    if (uploaded !== undefined) return uploaded
  }
  throw new StorageError(`${files.address}/${to}: others upload there all the time; nothing of this upload is visible, try again later`)
}

const realFolder = (folder: string): Promise<string> => realpath(folder).catch(() => folder)

/** Every file with its checksum; the disk is read by a few at a time. */
async function withChecksums(tree: readonly LocalFile[]): Promise<ReadonlyMap<string, Source>> {
  const sources = new Map<string, Source>()
  await inParallel(tree, 8, async (each) => void sources.set(each.path, { ...each, sha256: await sha256Of(each.file) }))
  return sources
}

/** Undefined when another upload has come in between, of which a reader must not see parts. */
async function uploadOnce(
  files: FileSystem,
  to: string,
  sources: ReadonlyMap<string, Source>,
  onProgress: UploadOptions['onProgress'],
): Promise<Uploaded | undefined> {
  const before = await readManifest(files, to)
  const there = new Map((await files.list(to)).map(({ path, size }) => [path, size]))
  const send = sender(files, to, sources.size, onProgress)
  const isFirst = before === undefined ? there.size === 0 : before.state === 'begun'
  if (isFirst) return await uploadFirst(files, to, { sources, before, there, send })

  const entries = Object.fromEntries([...sources.values()].map((source) => [source.path, entryOver(source, before, there)]))
  const changed = [...sources.values()].filter(({ path }) => entries[path]?.at === 'checksum')
  const missing = changed.filter(({ sha256, size }) => there.get(contentPath(sha256)) !== size)
  send.skip(sources.size - missing.length, totalSize(sources.values()) - totalSize(missing))
  await send.all(missing, ({ sha256 }) => contentPath(sha256))
  if ((await readManifest(files, to))?.id !== before?.id) return undefined
  await writeManifest(files, to, { state: 'whole', files: entries })

  // From here on only readers without manifest see anything change.
  const old = before?.state === 'placed' ? before.files : {}
  await send.quietly(changed.filter(({ path, sha256, size }) => old[path]?.sha256 !== sha256 || there.get(path) !== size))
  const kept = new Set(changed.map(({ sha256 }) => sha256))
  const stale = [
    ...Object.keys(before?.files ?? {}).filter((path) => !sources.has(path) && there.has(path)),
    ...[...there.keys()].filter((path) => !kept.has(contentOf(path) ?? '') && contentOf(path) !== undefined),
  ]
  if (stale.length > 0) await files.remove(stale.map((path) => joinPath(to, path)))
  await writeManifest(files, to, { state: 'placed', files: entries })
  return { files: sources.size, unchanged: sources.size - missing.length }
}

interface FirstUpload {
  readonly sources: ReadonlyMap<string, Source>
  readonly before: Manifest | undefined
  readonly there: ReadonlyMap<string, number>
  readonly send: Sender
}

/** Nobody can have an older version: everything goes to its own name at once, and the manifest says when it is whole. */
async function uploadFirst(files: FileSystem, to: string, { sources, before, there, send }: FirstUpload): Promise<Uploaded | undefined> {
  const entries = Object.fromEntries(
    [...sources.values()].map(({ path, sha256, size }): [string, ManifestEntry] => [path, { sha256, size, at: 'name' }]),
  )
  const missing = [...sources.values()].filter(
    ({ path, sha256, size }) => before?.files[path]?.sha256 !== sha256 || there.get(path) !== size,
  )
  const begun = await writeManifest(files, to, { state: 'begun', files: entries })
  send.skip(sources.size - missing.length, totalSize(sources.values()) - totalSize(missing))
  await send.all(missing, ({ path }) => path)
  if ((await readManifest(files, to))?.id !== begun.id) return undefined
  await writeManifest(files, to, { state: 'placed', files: entries })
  return { files: sources.size, unchanged: sources.size - missing.length }
}

/** Where the new version has a file: where the one before has it, if it is the same; else under its checksum. */
function entryOver({ path, sha256, size }: Source, before: Manifest | undefined, there: ReadonlyMap<string, number>): ManifestEntry {
  const old = before?.files[path]
  const isThere = old?.at === 'name' && old.sha256 === sha256 && there.get(path) === size
  return { sha256, size, at: isThere ? 'name' : 'checksum' }
}

const totalSize = (files: Iterable<LocalFile>): number => [...files].reduce((sum, { size }) => sum + size, 0)

interface Sender {
  /** Counts files as done. */
  skip(files: number, bytes: number): void
  all(sources: readonly Source[], place: (source: Source) => string): Promise<void>
  /** To their own names, without being counted. */
  quietly(sources: readonly Source[]): Promise<void>
}

function sender(files: FileSystem, to: string, of: number, onProgress: UploadOptions['onProgress']): Sender {
  let [done, bytes] = [0, 0]
  const count = (more: number, moreBytes: number): void => {
    done += more
    bytes += moreBytes
    onProgress?.({ files: done, of, bytes })
  }
  return {
    skip: count,
    all: (sources, place) =>
      inParallel(sources, files.parallel, async (source) => {
        const sent = await files.upload(source.file, joinPath(to, place(source)))
        if (sent !== source.sha256) throw new StorageError(`'${source.path}' changed while it was uploaded; upload again`)
        count(1, source.size)
      }),
    quietly: (sources) =>
      inParallel(sources, files.parallel, async ({ file, path }) => void (await files.upload(file, joinPath(to, path)))),
  }
}
