import type { VariableRow } from '../../store/schema.ts'
import type { Told } from '../tell.ts'
import { type Change, objectChanged } from './object-changed.ts'

/** That a variable was created, updated or deleted, with its value. */
export const variableChanged = (what: Change, variable: VariableRow): Told => {
  const { name, value, tags } = variable
  return objectChanged('variable', what, variable, { payload: { name, value, tags } })
}
