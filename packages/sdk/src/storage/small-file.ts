import { hash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'

/** Bytes up to which a file is read at once: streams, and turns of the event loop, cost a small file several times what reading it does. */
const SMALL = 64 * 1024

/** A small file of this machine with its SHA-256; undefined for one that is to be read in pieces. */
export function smallFile(file: string): { readonly content: Buffer; readonly sha256: string } | undefined {
  if (statSync(file).size > SMALL) return undefined
  const content = readFileSync(file)
  return { content, sha256: hash('sha256', content, 'hex') }
}
