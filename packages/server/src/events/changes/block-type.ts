import type { BlockTypeRow } from '../../store/schema.ts'
import type { Told } from '../tell.ts'
import { type Change, objectChanged } from './object-changed.ts'

/** That a block type was created, updated or deleted. */
export const blockTypeChanged = (what: Change, type: BlockTypeRow): Told => {
  const { name, slug, logo_url, documentation_url, description, code_example, is_protected } = type
  const payload = { name, slug, logo_url, documentation_url, description, code_example, is_protected }
  return objectChanged('block-type', what, type, { payload })
}
