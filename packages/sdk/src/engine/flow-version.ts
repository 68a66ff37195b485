import { hashFile } from '../entrypoints/hash-file.ts'
import type { FlowDefinition } from '../flow-definition.ts'

const ofFiles = new Map<string, string | null>()

/** The version of a flow's runs: its own, else the hash of its file, as in Prefect; null where that cannot be read. */
export function flowVersion({ options, file }: FlowDefinition): string | null {
  if (options.version !== undefined) return options.version
  if (file === undefined) return null
  const known = ofFiles.get(file)
  if (known !== undefined) return known
  const version = hashOf(file)
  ofFiles.set(file, version)
  return version
}

function hashOf(file: string): string | null {
  try {
    return hashFile(file)
  } catch {
    // Code that is in no file, such as that of a prompt.
    return null
  }
}
