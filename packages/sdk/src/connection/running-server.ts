import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Milliseconds that a server which says it is there has to prove it. */
const PATIENCE = 2000

/** The API's address of the server that runs on this home, from `server.json` in it; undefined when none answers. */
export async function runningServer(home: string): Promise<string | undefined> {
  const url = await writtenUrl(join(home, 'server.json'))
  return url !== undefined && (await isHealthy(url)) ? url : undefined
}

async function writtenUrl(file: string): Promise<string | undefined> {
  try {
    const { url, pid } = JSON.parse(await readFile(file, 'utf8')) as { url?: unknown; pid?: unknown }
    return typeof url === 'string' && typeof pid === 'number' && isAlive(pid) ? apiUrl(url) : undefined
  } catch {
    // No file, or one that is just being written: then no server is known here.
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const apiUrl = (url: string): string => {
  const bare = url.replace(/\/+$/, '')
  return bare.endsWith('/api') ? bare : `${bare}/api`
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(PATIENCE) })).ok
  } catch {
    return false
  }
}
