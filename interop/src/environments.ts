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

/** Installs the others, in a fraction of the processor time that pip takes. */
const INSTALLER = 'uv'

export type Environment = (typeof ENVIRONMENTS)[number] | typeof INSTALLER

/** Where an environment is. */
export const environmentFolder = (environment: Environment): string => join(ROOT, '.venvs', environment)

const requirementsOf = (environment: Environment): string => join(import.meta.dirname, '..', 'requirements', `${environment}.txt`)

/** Where a program of an environment is, such as `python` or `prefect`. */
export const environmentProgram = (environment: Environment, program: string): string =>
  join(environmentFolder(environment), 'bin', program)

/**
 * Makes a virtual environment from PyPI, unless it is there with the same requirements.
 * Answers true when it had to be made. Takes up to a minute the first time.
 */
export async function prepareEnvironment(environment: Environment): Promise<boolean> {
  const folder = environmentFolder(environment)
  const wanted = createHash('sha256')
    .update(await readFile(requirementsOf(environment)))
    .digest('hex')
  const marker = join(folder, '.prepared')
  if (existsSync(marker) && (await readFile(marker, 'utf8')) === wanted) return false
  await mkdir(join(ROOT, '.venvs'), { recursive: true })
  if (environment === INSTALLER) await installByPip(environment)
  // pip has a configuration of its own, and may reach an index that uv does not.
  else await installByUv(environment).catch(() => installByPip(environment))
  await writeFile(marker, wanted)
  return true
}

async function installByUv(environment: Environment): Promise<void> {
  await prepareEnvironment(INSTALLER)
  const uv = environmentProgram(INSTALLER, 'uv')
  await rm(environmentFolder(environment), { recursive: true, force: true })
  await run(uv, ['venv', '--quiet', '--no-python-downloads', '--python', 'python3', environmentFolder(environment)])
  // Not compiled: of the 20,000 modules of all environments, the tests import a few thousand.
  const options = ['--quiet', '--python', environmentProgram(environment, 'python')]
  await run(uv, ['pip', 'install', ...options, '--requirement', requirementsOf(environment)])
}

async function installByPip(environment: Environment): Promise<void> {
  await rm(environmentFolder(environment), { recursive: true, force: true })
  await run('python3', ['-m', 'venv', environmentFolder(environment)])
  const options = ['--quiet', '--no-compile', '--disable-pip-version-check']
  await run(environmentProgram(environment, 'pip'), ['install', ...options, '--requirement', requirementsOf(environment)], {
    maxBuffer: 64 * 1024 * 1024,
  })
}
