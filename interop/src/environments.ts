import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..', '..')

/** The Python environments of the tests, each made from the file of that name in `requirements/`. */
export const ENVIRONMENTS = ['prefect-2', 'prefect-3', 'schemathesis', 'moto'] as const

export type Environment = (typeof ENVIRONMENTS)[number]

const folderOf = (environment: Environment): string => join(ROOT, '.venvs', environment)

/** Where a program of an environment is, such as `python` or `prefect`. */
export const environmentProgram = (environment: Environment, program: string): string => join(folderOf(environment), 'bin', program)

/**
 * Makes a virtual environment from PyPI, unless it is there with the same requirements.
 * Answers true when it had to be made. Takes up to a minute the first time.
 */
export async function prepareEnvironment(environment: Environment): Promise<boolean> {
  const folder = folderOf(environment)
  const requirements = join(import.meta.dirname, '..', 'requirements', `${environment}.txt`)
  const wanted = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
  const marker = join(folder, '.prepared')
  if (existsSync(marker) && (await readFile(marker, 'utf8')) === wanted) return false
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(ROOT, '.venvs'), { recursive: true })
  await run('python3', ['-m', 'venv', folder])
  await run(environmentProgram(environment, 'pip'), ['install', '--quiet', '--disable-pip-version-check', '--requirement', requirements], {
    maxBuffer: 64 * 1024 * 1024,
  })
  await writeFile(marker, wanted)
  return true
}
