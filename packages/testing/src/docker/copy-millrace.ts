import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, realpath, symlink } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..')

/** What a container that runs flows does without. */
const LEFT_OUT: ReadonlySet<string> = new Set(['@millrace/server', '@millrace/ui'])

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** Lays Millrace and all that it depends on out in a folder, as npm would there. */
export async function copyMillrace(folder: string): Promise<void> {
  await copyPackage('millrace', REPOSITORY, folder, new Set())
  await mkdir(join(folder, 'node_modules', '.bin'), { recursive: true })
  await symlink('../millrace/bin/millrace.cjs', join(folder, 'node_modules', '.bin', 'millrace'))
}

async function copyPackage(name: string, from: string, folder: string, copied: Set<string>): Promise<void> {
  const place = placeOf(name, from)
  if (place === undefined || LEFT_OUT.has(name)) return
  const source = await realpath(place)
  const to = join(folder, relative(REPOSITORY, source))
  if (copied.has(to)) return
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as Manifest
  copied.add(to)
  await cp(source, to, { recursive: true, verbatimSymlinks: true, filter: (file) => !isLeftOut(file, source) })
  if (source !== place) {
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(relative(dirname(link), to), link)
  }
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
  for (const each of needed) await copyPackage(each, source, folder, copied)
}

/** Where Node would find it. */
function placeOf(name: string, from: string): string | undefined {
  const place = join(from, 'node_modules', name)
  if (existsSync(place)) return place
  return from === REPOSITORY ? undefined : placeOf(name, dirname(from))
}

/** Nested packages are copied on their own, where something needs them. */
const isLeftOut = (file: string, source: string): boolean =>
  file !== source &&
  (basename(file) === 'node_modules' || (dirname(file) === source && basename(file) === 'dist' && source.includes('/packages/')))
