import type { FlowRow } from '../../store/schema.ts'
import type { Told } from '../tell.ts'
import { type Change, objectChanged } from './object-changed.ts'

/** That a flow was created, updated or deleted. */
export const flowChanged = (what: Change, flow: FlowRow): Told => {
  const { name, tags, labels } = flow
  return objectChanged('flow', what, flow, { payload: { name, tags, labels } })
}
