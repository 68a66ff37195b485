import { readdirSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

/** A file of the UI, ready to be sent. */
export interface Asset {
  readonly file: string
  readonly type: string
  readonly bytes: number
  /** Content encodings in which it also lies there, best first. */
  readonly encodings: readonly Encoding[]
}

export type Encoding = 'br' | 'gzip'

const SUFFIXES: readonly (readonly [encoding: Encoding, suffix: string])[] = [
  ['br', '.br'],
  ['gzip', '.gz'],
]

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/**
 * Every file below a folder by its address, `/assets/index-1a2b.js`. Read once: an address that is not among them has no file, so no
 * address can lead out of the folder.
 */
export function assetsOf(folder: string): ReadonlyMap<string, Asset> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const there = new Set(files)
  return new Map(
    files
      .filter((file) => TYPES[extname(file)] !== undefined)
      .map((file) => [
        `/${relative(folder, file).split(sep).join('/')}`,
        {
          file,
          type: TYPES[extname(file)] ?? '',
          bytes: statSync(file).size,
          encodings: SUFFIXES.flatMap(([encoding, suffix]) => (there.has(file + suffix) ? [encoding] : [])),
        },
      ]),
  )
}

/** Where an asset lies in an encoding. */
export const encodedFile = ({ file }: Asset, encoding: Encoding): string => file + (SUFFIXES.find(([name]) => name === encoding)?.[1] ?? '')
