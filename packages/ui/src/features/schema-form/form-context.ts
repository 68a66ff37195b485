import { createContext, useContext } from 'react'
import { type Faults, NO_FAULTS } from './faults.ts'
import type { Schema } from './schema.ts'

/** What every field of one form knows. */
interface FormContext {
  /** The whole schema, which references start from. */
  readonly root: Schema
  readonly faults: Faults
  /** The branch that somebody chose for the union at a place; kept, so that what is typed never changes it. */
  readonly choices: ReadonlyMap<string, number>
  readonly choose: (place: string, branch: number) => void
}

export const FormParts = createContext<FormContext>({ root: {}, faults: NO_FAULTS, choices: new Map(), choose: () => undefined })

export const useForm = (): FormContext => useContext(FormParts)
