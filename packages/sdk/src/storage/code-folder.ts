import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Makes a new folder for code that is fetched, which goes when this process ends: below the current one where that can be
 * written, so that packages which are installed there are found.
 */
export async function codeFolder(): Promise<string> {
  const folder = await newFolder()
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function newFolder(): Promise<string> {
  try {
    return await mkdtemp(join(process.cwd(), '.millrace-code-'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw error
    return await mkdtemp(join(tmpdir(), 'millrace-code-'))
  }
}
