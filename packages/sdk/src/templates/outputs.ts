import type { Json } from '@millrace/protocol'
import type { Lookup } from './fill-template.ts'

/** What steps put out: their outputs by name, and by their step's id where it has one. */
export type StepOutputs = Readonly<Record<string, Json>>

/** Looks up `step-id.output`, or an output by its own name. */
export const outputsOf =
  (outputs: StepOutputs): Lookup =>
  (path) => {
    const keys = path.split('.')
    const found = keys.reduce<Json | undefined>(
      (value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as StepOutputs)[key] : undefined),
      outputs,
    )
    return Promise.resolve(found)
  }

/** Asks one after another; the first that knows a name says its value. */
export const firstOf =
  (...lookups: readonly Lookup[]): Lookup =>
  async (name) => {
    for (const lookup of lookups) {
      const value = await lookup(name)
      if (value !== undefined) return value
    }
    return undefined
  }
