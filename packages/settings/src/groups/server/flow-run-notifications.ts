import { setting } from '../../setting.ts'
import { bool } from '../../values.ts'

/** Sends what notification policies of 2.20 ask for. */
export const flowRunNotifications = {
  enabled: setting(bool, true, 'Send the notifications that policies ask for.', {
    aliases: ['API_SERVICES_FLOW_RUN_NOTIFICATIONS_ENABLED'],
  }),
}
