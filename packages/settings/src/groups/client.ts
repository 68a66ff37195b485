import { bool, int, setting } from '../setting.ts'
import { z } from 'zod'

/** How calls to the API are made. */
export const client = {
  maxRetries: setting(int.min(0), 5, 'How often a call is repeated after no answer or 408, 429, 502, 503.'),
  retryJitterFactor: setting(z.coerce.number().min(0), 0.2, 'How much the waits between repeats scatter.'),
  csrfSupportEnabled: setting(bool, true, 'Fetch and send CSRF tokens where the server asks for them.'),
}
