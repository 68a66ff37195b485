import { setting } from '../setting.ts'
import { amount, bool, int, textsByName } from '../values.ts'

/** How calls to the API are made. */
export const client = {
  maxRetries: setting(int(0), 5, 'How often a call is repeated after no answer or 408, 429, 502, 503.'),
  retryJitterFactor: setting(amount, 0.2, 'How much the waits between repeats scatter.'),
  csrfSupportEnabled: setting(bool, true, 'Fetch and send CSRF tokens where the server asks for them.'),
  customHeaders: setting(textsByName, {}, 'Headers that are sent with every call.', { secret: true }),
}
