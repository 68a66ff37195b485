import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { makeFolder } from '@millrace/settings'
import { type DeploymentDefinition, EDITABLE_KEYS } from './definition.ts'
import { readDeploymentFile } from './deployment-file.ts'
import { DeploymentError } from './errors.ts'

/** A key above the line of a deployment file. */
export type EditableKey = (typeof EDITABLE_KEYS)[number]

/** What a deployment file had when it was last in step with the server, by the names of its deployments. */
type Base = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** A deployment that was built, with what people wrote into its file since the last time. */
export interface MergedDeployment {
  readonly definition: DeploymentDefinition
  /** The keys whose values are the file's. */
  readonly kept: readonly EditableKey[]
}

/** Keys that mean one thing together. */
const TOGETHER: readonly EditableKey[] = ['schedule', 'schedules']

/**
 * Takes over what people wrote above the line of a file that is about to be built again, but for the keys that are `given` now. What
 * they wrote is told from what stood there before by the note of `noteFile`; without one, as of a file from another machine, nothing
 * is taken over, as in Prefect 2.20.
 *
 * @throws InvalidDeploymentFile, DeploymentError when what is there would be lost: it is no deployment file, or one of several deployments.
 */
export function keepEdits(home: string, file: string, built: DeploymentDefinition, given: ReadonlySet<EditableKey>): MergedDeployment {
  const present = deploymentIn(file)
  const base = readNote(home, file)[nameOf(built)]
  if (present === undefined || base === undefined || nameOf(present) !== nameOf(built)) return { definition: built, kept: [] }
  const edited = new Set(EDITABLE_KEYS.filter((key) => !given.has(key) && !isDeepStrictEqual(present[key], base[key])))
  if (TOGETHER.some((key) => edited.has(key))) for (const key of TOGETHER) edited.add(key)
  const kept = [...edited].filter((key) => !isDeepStrictEqual(present[key], built[key]))
  return { definition: { ...built, ...Object.fromEntries(kept.map((key) => [key, present[key]])) }, kept }
}

/** Notes in the home what of a deployment file the server knows, so that what is written into it from now on is known as an edit. */
export function noteFile(home: string, file: string, definitions: readonly DeploymentDefinition[]): void {
  const base = Object.fromEntries(
    definitions.map((definition) => [nameOf(definition), Object.fromEntries(EDITABLE_KEYS.map((key) => [key, definition[key]]))]),
  )
  try {
    makeFolder(dirname(noteOf(home, file)))
    writeFileSync(noteOf(home, file), JSON.stringify(base))
  } catch {
    // A home that takes no files costs the next build its knowledge of edits, and this one nothing.
  }
}

function deploymentIn(file: string): DeploymentDefinition | undefined {
  if (!existsSync(file) || readFileSync(file, 'utf8').trim() === '') return undefined
  const [present, ...more] = readDeploymentFile(file)
  if (more.length === 0) return present
  throw new DeploymentError(`${file} holds ${more.length + 1} deployments, of which all but one would be lost`)
}

function readNote(home: string, file: string): Base {
  try {
    return JSON.parse(readFileSync(noteOf(home, file), 'utf8')) as Base
  } catch {
    return {}
  }
}

const noteOf = (home: string, file: string): string =>
  join(home, 'deployments', `${createHash('sha256').update(file).digest('hex').slice(0, 16)}.json`)

const nameOf = ({ flow_name: flow, name }: DeploymentDefinition): string => `${flow}/${name}`
