import type { Json } from '@millrace/protocol'
import { z } from 'zod'
import { InvalidStorage } from './errors.ts'
import { relativePath } from './paths.ts'

/** The fields of a block, secrets included. */
export type Fields = Readonly<Record<string, Json>>

export const optionalText = z
  .string()
  .nullish()
  .transform((text) => (text === '' || text === null ? undefined : text))

/** `bucket/folder`, with or without a scheme, as bucket and root; the root begins with a slash and has none at its end. */
export function bucketOf(path: string): { readonly bucket: string; readonly root: string } {
  const [bucket = '', ...rest] = relativePath(path.replace(/^[a-z\d]+:\/\//i, '')).split('/')
  if (bucket === '') throw new InvalidStorage(`expected a bucket and a path in it, as 'bucket/folder', got '${path}'`)
  return { bucket, root: rest.length === 0 ? '/' : `/${rest.join('/')}/` }
}

/** Options that have a value, as text. */
export const withoutEmpty = (options: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(options).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''))
