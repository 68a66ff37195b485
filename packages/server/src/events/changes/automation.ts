import type { Json } from '@millrace/protocol'
import type { AutomationRow } from '../../store/schema.ts'
import type { Told } from '../tell.ts'

/** That an automation was created, updated or deleted, with all of it, as 3.8 tells. */
export const automationChanged = (what: 'created' | 'updated' | 'deleted', automation: AutomationRow): Told => ({
  event: `prefect.automation.${what}`,
  resource: { 'prefect.resource.id': `prefect.automation.${automation.id}`, 'prefect.resource.name': automation.name },
  payload: { ...automation } as unknown as Record<string, Json>,
})
