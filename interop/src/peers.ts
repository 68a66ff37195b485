import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..', '..')

/** A generation of Prefect that is installed beside ours: a real client, and a real server to compare with. */
export type Generation = 2 | 3

export const GENERATIONS: readonly Generation[] = [2, 3]

/** Where a program of this generation's virtual environment is, such as `python` or `prefect`. */
export const peerProgram = (generation: Generation, program: string): string => join(peerFolder(generation), 'bin', program)

const peerFolder = (generation: Generation): string => join(ROOT, '.venvs', `prefect-${generation}`)

/**
 * Makes the virtual environment of a generation from PyPI, unless it is there with the same requirements.
 * Answers true when it had to be made. Takes about a minute the first time.
 */
export async function preparePeer(generation: Generation): Promise<boolean> {
  const folder = peerFolder(generation)
  const requirements = join(import.meta.dirname, '..', 'requirements', `prefect-${generation}.txt`)
  const wanted = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
  const marker = join(folder, '.prepared')
  if (existsSync(marker) && (await readFile(marker, 'utf8')) === wanted) return false
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(ROOT, '.venvs'), { recursive: true })
  await run('python3', ['-m', 'venv', folder])
  await run(peerProgram(generation, 'pip'), ['install', '--quiet', '--disable-pip-version-check', '--requirement', requirements], {
    maxBuffer: 64 * 1024 * 1024,
  })
  await writeFile(marker, wanted)
  return true
}
