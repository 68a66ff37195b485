import { createContext, useContext } from 'react'
import { type Faults, NO_FAULTS } from './faults.ts'
import type { Schema } from './schema.ts'

/** Steps from the whole value to a part of it. */
export type Path = readonly (string | number)[]

/** What the field of one value is given, whatever its schema. */
export interface SchemaFieldProps {
  readonly title: string
  readonly schema: Schema
  readonly path: Path
  readonly value: unknown
  /** With undefined for a value that is no longer given. */
  readonly onChange: (value: unknown) => void
  readonly required: boolean
}

/** What every field of one form knows. */
interface FormContext {
  /** Distinguishes the fields of this form from those of others on the page. */
  readonly id: string
  /** The whole schema, which references start from. */
  readonly root: Schema
  readonly faults: Faults
  /** The branch that somebody chose for the union at a place; kept, so that what is typed never changes it. */
  readonly choices: ReadonlyMap<string, number>
  readonly choose: (place: string, branch: number) => void
  /** Tells that the items below a place have moved: where each index is now, undefined for one that is gone. */
  readonly moved: (place: string, now: (index: number) => number | undefined) => void
  /** Whether a variable, a template or JSON may stand in place of a value. */
  readonly special: boolean
  /** What the properties of the whole are elsewhere, where a difference from that is to be seen. */
  readonly base: { readonly values: Schema; readonly reset: string } | undefined
}

export const FormParts = createContext<FormContext>({
  id: '',
  root: {},
  faults: NO_FAULTS,
  choices: new Map(),
  choose: () => undefined,
  moved: () => undefined,
  special: false,
  base: undefined,
})

export const useForm = (): FormContext => useContext(FormParts)

/** The id of the input at a place. */
export const inputId = (form: string, place: string): string => `${form}-${place}`

/** The id of the choice of a branch at a place; its input has the id of the place. */
export const kindId = (form: string, place: string): string => `${form}-${place}-kind`
