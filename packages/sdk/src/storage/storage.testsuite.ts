import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NotInStorage } from './errors.ts'
import type { FileSystem, Storage } from './file-system.ts'
import { uploadTree } from './upload-tree.ts'

type Files = Readonly<Record<string, string>>

/** A storage that can be written. */
export type WritableStorage = Storage & { readonly files: FileSystem }

async function folderWith(files: Files = {}): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'millrace-storage-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), content)
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

async function contentsOf(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const)),
  )
}

async function fetched(storage: Storage, from: string): Promise<Files> {
  await using into = await folderWith()
  await storage.fetch(from, into.path)
  return await contentsOf(into.path)
}

/** Replaces the content of a folder with other files. */
async function change(folder: string, files: Files): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true })
  await using other = await folderWith(files)
  for (const [name, content] of Object.entries(await contentsOf(other.path))) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
}

/** As if the process ended with the `count`-th file that it sends. */
function dyingAfter(files: FileSystem, count: number): FileSystem {
  let left = count
  const dieOr = <Value>(work: () => Promise<Value>): Promise<Value> => {
    left -= 1
    return left < 0 ? Promise.reject(new Error('killed')) : work()
  }
  return {
    ...files,
    upload: (file, path) => dieOr(() => files.upload(file, path)),
    write: (path, content) => dieOr(() => files.write(path, content)),
    remove: (paths) => dieOr(() => files.remove(paths)),
  }
}

const versionOf = (version: number): Files =>
  Object.fromEntries([
    ...Array.from({ length: 6 }, (_, index): [string, string] => [`part-${index}.ts`, `version ${version}${' '.repeat(index)}`]),
    ['same.ts', 'as ever'],
    [`only-${version}.ts`, `version ${version}`],
  ])

/** What the service of a test cannot do. */
interface Capabilities {
  /** Bytes of the largest file that it takes. */
  readonly largest?: number
  /** True where each file takes a program of its own: fewer rounds then. */
  readonly isSlow?: boolean
}

/** What every storage that code is uploaded to must do; each test is in a folder of its own. */
export function describeStorage(
  name: string,
  open: () => Promise<WritableStorage>,
  { largest = 9 * 1024 * 1024, isSlow = false }: Capabilities = {},
): void {
  describe(`storage ${name}`, { timeout: 120_000 }, () => {
    test('S017 keeps the tree: folders, spaces, other scripts, empty and large files', async () => {
      const files = {
        'flow.ts': 'x',
        'sql/query one.sql': 'select',
        'däten/日本/ü.txt': 'ü',
        empty: '',
        large: 'l'.repeat(largest),
        "it's; $(odd) & %41.txt": 'y',
      }
      await using from = await folderWith(files)
      const storage = await open()
      expect(await uploadTree(storage.files, { from: from.path, to: 'tree' })).toEqual({ files: 6, unchanged: 0 })
      expect(await fetched(storage, 'tree')).toEqual(files)
      const listed = await storage.files.list('tree')
      // By their age, old results are found.
      expect(listed.every(({ modified }) => Math.abs(Date.now() - Number(modified)) < 3_600_000)).toBe(true)
      const stored = listed.map(({ path }) => path)
      expect(stored.toSorted()).toEqual([...Object.keys(files), '.millrace/manifest.json'].toSorted())
    })

    test('skips what is there already, and takes away what is gone', async () => {
      await using from = await folderWith(versionOf(1))
      const storage = await open()
      const progress: number[] = []
      await uploadTree(storage.files, { from: from.path, to: 'again' })
      const onProgress = ({ files }: { readonly files: number }): void => void progress.push(files)
      expect(await uploadTree(storage.files, { from: from.path, to: 'again', onProgress })).toEqual({ files: 8, unchanged: 8 })
      expect(progress).toEqual([8])
      await change(from.path, versionOf(2))
      expect(await uploadTree(storage.files, { from: from.path, to: 'again' })).toEqual({ files: 8, unchanged: 1 })
      expect(await fetched(storage, 'again')).toEqual(versionOf(2))
      // Readers that know of no manifest find the same.
      const names = (await storage.files.list('again')).map(({ path }) => path)
      const plain = names.filter((path) => !path.startsWith('.millrace/'))
      expect(plain.toSorted()).toEqual(Object.keys(versionOf(2)).toSorted())
      expect((await storage.files.read('again/part-0.ts'))?.toString()).toBe('version 2')
    })

    test('R33 shows one whole version after an upload that was killed anywhere, and the next one ends it', async () => {
      await using from = await folderWith(versionOf(1))
      const storage = await open()
      for (const count of [0, 3, 5]) {
        await expect(uploadTree(dyingAfter(storage.files, count), { from: from.path, to: 'killed' })).rejects.toThrow('killed')
        await expect(fetched(storage, 'killed')).rejects.toThrow(NotInStorage)
      }
      await uploadTree(storage.files, { from: from.path, to: 'killed' })
      expect(await fetched(storage, 'killed')).toEqual(versionOf(1))
      let [version, seen] = [1, 1]
      for (const count of isSlow ? [5, 14] : [1, 5, 8, 11, 14, 16]) {
        version += 1
        await change(from.path, versionOf(version))
        // What an earlier one has left behind makes the later ones shorter, so they may get to their end.
        const ended = uploadTree(dyingAfter(storage.files, count), { from: from.path, to: 'killed' })
        expect(['ended', 'killed']).toContain(
          await ended.then(
            () => 'ended',
            (error: Error) => error.message,
          ),
        )
        const files = await fetched(storage, 'killed')
        expect([versionOf(seen), versionOf(version)]).toContainEqual(files)
        seen = files['part-0.ts'] === `version ${version}` ? version : seen
      }
      await uploadTree(storage.files, { from: from.path, to: 'killed' })
      expect(await fetched(storage, 'killed')).toEqual(versionOf(version))
      expect((await storage.files.read('killed/part-0.ts'))?.toString()).toBe(`version ${version}`)
    })

    test('R33 gives readers one whole version while uploads go on', async () => {
      await using from = await folderWith(versionOf(1))
      const storage = await open()
      await uploadTree(storage.files, { from: from.path, to: 'busy' })
      const writing = (async () => {
        for (const version of isSlow ? [2] : [2, 3, 4]) {
          await change(from.path, versionOf(version))
          await uploadTree(storage.files, { from: from.path, to: 'busy' })
        }
      })()
      const seen: Files[] = []
      const ended = new AbortController()
      void writing.catch(() => undefined).finally(() => ended.abort())
      while (!ended.signal.aborted) seen.push(await fetched(storage, 'busy'))
      await writing
      for (const files of seen) expect(files).toEqual(versionOf(Number(files['part-0.ts']?.split(' ')[1])))
      expect(seen.length).toBeGreaterThan(0)
    })

    test('S016 reads what others have put there, without a manifest', async () => {
      const storage = await open()
      await storage.files.write('theirs/flows/a b.py', Buffer.from('theirs'))
      expect(await fetched(storage, 'theirs')).toEqual({ 'flows/a b.py': 'theirs' })
      await using from = await folderWith({ 'a.ts': 'ours' })
      await uploadTree(storage.files, { from: from.path, to: 'theirs' })
      expect(await fetched(storage, 'theirs')).toEqual({ 'a.ts': 'ours' })
    })

    test('says that nothing is there, and that files were changed by others', async () => {
      const storage = await open()
      await expect(fetched(storage, 'nothing')).rejects.toThrow(NotInStorage)
      expect(await storage.files.read('nothing/at.all')).toBeUndefined()
      await using from = await folderWith({ 'a.ts': 'ours' })
      await uploadTree(storage.files, { from: from.path, to: 'changed' })
      await storage.files.write('changed/a.ts', Buffer.from('else'))
      await expect(fetched(storage, 'changed')).rejects.toThrow("'a.ts' in ")
      await storage.files.remove(['changed/a.ts', 'changed/never-there'])
      await expect(fetched(storage, 'changed')).rejects.toThrow('upload again')
      await uploadTree(storage.files, { from: from.path, to: 'changed' })
      expect(await fetched(storage, 'changed')).toEqual({ 'a.ts': 'ours' })
    })

    test('S14 takes no path that leads out', async () => {
      const storage = await open()
      await using from = await folderWith({ 'a.ts': 'x' })
      for (const to of ['../out', 'a/../../b', 'a\\..\\b', 'C:/x', 'a\0b']) {
        await expect(uploadTree(storage.files, { from: from.path, to })).rejects.toMatchObject({ name: 'UnsafePath' })
        await expect(storage.fetch(to, from.path)).rejects.toMatchObject({ name: 'UnsafePath' })
      }
      const manifest = { id: 'x', state: 'placed', files: { '../../out.ts': { sha256: 'a'.repeat(64), size: 1, at: 'name' } } }
      await storage.files.write('evil/.millrace/manifest.json', Buffer.from(JSON.stringify(manifest)))
      await expect(fetched(storage, 'evil')).rejects.toMatchObject({ name: 'UnsafePath' })
      await symlink('/etc/hostname', join(from.path, 'out'))
      await expect(uploadTree(storage.files, { from: from.path, to: 'links' })).rejects.toMatchObject({ name: 'UnsafePath' })
    })
  })
}
