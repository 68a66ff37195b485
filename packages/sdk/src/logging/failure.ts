import { fileURLToPath } from 'node:url'
import { asError, RunCancelled } from '../errors.ts'
import type { RunState } from '../states/run-state.ts'

/** Where this package is; its own frames say nothing to users. */
const OWN = [new URL('../', import.meta.url).href, fileURLToPath(new URL('../', import.meta.url))]

/** The error that a run ended with, with the user's part of its stack; undefined when it ended without one, or somebody cancelled it. */
export function failureText({ outcome }: RunState): string | undefined {
  if (outcome === undefined || !('error' in outcome) || outcome.error instanceof RunCancelled) return undefined
  const { stack, name, message } = asError(outcome.error)
  const lines = (stack ?? `${name}: ${message}`).split('\n')
  const shown = lines.filter((line) => !/^\s+at /.test(line) || !isOwn(line))
  return `Encountered an exception during execution:\n${shown.join('\n')}`
}

const isOwn = (line: string): boolean => line.includes('node:internal') || OWN.some((place) => line.includes(place))
