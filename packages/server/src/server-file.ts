import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HomeNotWritable } from './errors.ts'

const fileOf = (home: string): string => join(home, 'server.json')

/** Says in the home directory where this server is, so that SDK and CLI find it. Throws `HomeNotWritable`. */
export async function writeServerFile(home: string, url: string): Promise<void> {
  const temporary = `${fileOf(home)}.${process.pid}`
  try {
    await writeFile(temporary, `${JSON.stringify({ url, pid: process.pid })}\n`, { mode: 0o600 })
    await rename(temporary, fileOf(home))
  } catch (error) {
    throw new HomeNotWritable(home, error)
  }
}

/** Takes the file away, unless another server has put its own there since. */
export async function removeServerFile(home: string): Promise<void> {
  try {
    const { pid } = JSON.parse(await readFile(fileOf(home), 'utf8')) as { pid?: unknown }
    if (pid === process.pid) await rm(fileOf(home), { force: true })
  } catch {
    // Gone already, or not ours.
  }
}
