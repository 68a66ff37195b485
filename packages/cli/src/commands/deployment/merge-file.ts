import { relative } from 'node:path'
import { type BuildOptions, type DeploymentDefinition, DeploymentError, type EditableKey, keepEdits } from '@millrace/sdk/deployments'
import { CommandFailure } from '../../errors.ts'
import type { Output } from '../../output/output.ts'

/** What options of `build` are of which keys of the file. */
const KEYS: Readonly<Partial<Record<keyof BuildOptions, readonly EditableKey[]>>> = {
  description: ['description'],
  version: ['version'],
  pool: ['work_pool_name'],
  queue: ['work_queue_name'],
  tags: ['tags'],
  parameters: ['parameters'],
  schedule: ['schedule', 'schedules'],
  overrides: ['infra_overrides'],
  infrastructureBlock: ['infrastructure'],
  infrastructureType: ['infrastructure'],
}

/** What is built into the file, where people may have edited it since it was built last; and says what of that stays. */
export function mergeFile(
  built: DeploymentDefinition,
  options: BuildOptions,
  place: { readonly home: string; readonly file: string; readonly cwd: string },
  output: Pick<Output, 'note'>,
): DeploymentDefinition {
  const given = Object.entries(KEYS).flatMap(([option, keys]) => (options[option as keyof BuildOptions] === undefined ? [] : keys))
  const shown = relative(place.cwd, place.file) || place.file
  try {
    const { definition, kept } = keepEdits(place.home, place.file, built, new Set(given))
    if (kept.length > 0) output.note(`Kept as edited in '${shown}': ${kept.join(', ')}`)
    return definition
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error
    throw new CommandFailure(`${error.message}\nNothing was written. Mend or remove '${shown}', or name another file by --output.`)
  }
}
