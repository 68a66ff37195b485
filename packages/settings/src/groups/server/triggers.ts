import { setting } from '../../setting.ts'
import { bool } from '../../values.ts'

/** Looks at events by the triggers of automations, and does what they ask for. */
export const triggers = {
  enabled: setting(bool, true, 'Look at events by the triggers of automations, and do the actions of those that fire.', {
    aliases: ['API_SERVICES_TRIGGERS_ENABLED'],
  }),
}
