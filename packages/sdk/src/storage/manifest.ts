import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { NotInStorage } from './errors.ts'
import type { FileSystem } from './file-system.ts'
import { OWN_FOLDER } from './local-tree.ts'
import { joinPath, relativePath } from './paths.ts'
import { smallFile } from './small-file.ts'

const entry = z.object({
  sha256: z.string().regex(/^[\da-f]{64}$/),
  size: z.int().nonnegative(),
  /** Where the content of this version is: under its own name, or, for what changed since the first upload, under its checksum. */
  at: z.enum(['name', 'checksum']),
})

const manifest = z.object({
  id: z.string(),
  /**
   * `begun`: the first upload is not over. `whole`: readers may have it. `placed`: the files under their own names, which
   * readers without manifest see, are of this version too.
   */
  state: z.enum(['begun', 'whole', 'placed']),
  files: z.record(z.string(), entry),
})

/** What the version in a storage consists of. Written after what it names, it makes a version visible at once. */
export type Manifest = z.output<typeof manifest>
export type ManifestEntry = z.output<typeof entry>

const MANIFEST = `${OWN_FOLDER}/manifest.json`
const CONTENTS = `${OWN_FOLDER}/contents/`

/** Where the content with that checksum is kept, relative to the tree. */
export const contentPath = (sha256: string): string => `${CONTENTS}${sha256}`

/** The checksum of a kept content, by its path; undefined for other files. */
export const contentOf = (path: string): string | undefined => (path.startsWith(CONTENTS) ? path.slice(CONTENTS.length) : undefined)

/** Where a file of the manifest is, relative to the tree. */
export const placeOf = (path: string, { at, sha256 }: ManifestEntry): string => (at === 'name' ? path : contentPath(sha256))

/** Reads the manifest of a folder; undefined where there is none. */
export async function readManifest(files: FileSystem, folder: string): Promise<Manifest | undefined> {
  const path = joinPath(folder, MANIFEST)
  const content = await files.read(path)
  if (content === undefined) return undefined
  const parsed = manifest.safeParse(jsonIn(content))
  if (!parsed.success) throw new NotInStorage(`${files.address}/${path} is no manifest of Millrace: remove it, and upload again`)
  for (const name of Object.keys(parsed.data.files)) relativePath(name)
  return parsed.data
}

function jsonIn(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString())
  } catch {
    return undefined
  }
}

/** Writes a manifest under a new id. */
export async function writeManifest(files: FileSystem, folder: string, content: Omit<Manifest, 'id'>): Promise<Manifest> {
  const written = { id: randomUUID(), ...content }
  await files.write(joinPath(folder, MANIFEST), Buffer.from(JSON.stringify(written)))
  return written
}

/** The SHA-256 of a file of this machine, of a large one read in pieces. */
export async function sha256Of(file: string): Promise<string> {
  const small = smallFile(file)
  if (small !== undefined) return small.sha256
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
