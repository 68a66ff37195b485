import { setting } from '../../setting.ts'
import { bool, seconds } from '../../values.ts'

/** Users, API keys and sessions. */
export const accounts = {
  enabled: setting(bool, false, 'Ask every call for a user, an API key, or the shared auth string where one is set.', { own: true }),
  sessionIdle: setting(seconds, 28_800, 'Seconds without a call after which a user has to sign in again.', { own: true }),
  sessionLongest: setting(seconds, 604_800, 'Seconds after which a user has to sign in again in any case.', { own: true }),
}
