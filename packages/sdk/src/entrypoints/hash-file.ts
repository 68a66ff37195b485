import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** The MD5 of a file's content, 32 hex digits: the version of a deployment that names none. */
export const hashFile = (file: string): string => createHash('md5').update(readFileSync(file)).digest('hex')
