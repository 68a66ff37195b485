import type { Json } from '@millrace/protocol'
import type { AutomationRow } from '../../store/schema.ts'
import type { Told } from '../tell.ts'
import { type Change, objectChanged } from './object-changed.ts'

/** That an automation was created, updated or deleted, with all of it. */
export const automationChanged = (what: Change, automation: AutomationRow): Told =>
  objectChanged('automation', what, automation, { payload: { ...automation } as unknown as Record<string, Json> })
