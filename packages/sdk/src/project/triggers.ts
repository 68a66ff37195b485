import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import type { TriggerEntry } from '../triggers/automations-of.ts'
import { ProjectError } from './errors.ts'

/**
 * Triggers of the command line: JSON, or a `.yaml` or `.json` file with `triggers`.
 *
 * @throws ProjectError naming the option that cannot be read.
 */
export const readTriggers = (given: readonly string[], cwd: string): TriggerEntry[] =>
  given.flatMap((text) => {
    try {
      if (!/\.(?:ya?ml|json)$/.test(text)) return [JSON.parse(text) as TriggerEntry]
      const { triggers } = parse(readFileSync(resolve(cwd, text), 'utf8')) as { readonly triggers?: readonly TriggerEntry[] }
      return [...(triggers ?? [])]
    } catch (cause) {
      throw new ProjectError(`Failed to parse trigger: ${text}. Error: ${(cause as Error).message}`, { cause })
    }
  })
