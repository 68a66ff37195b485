import { setting } from '../setting.ts'
import { optionalText, seconds } from '../values.ts'

/** The server that SDK, CLI and workers talk to. */
export const api = {
  url: setting(
    optionalText,
    null,
    'URL of the API, ending in /api. Unset: the server that runs on this home, or one embedded in the process.',
  ),
  authString: setting(optionalText, null, 'user:password for a server that asks for basic authentication.', { secret: true }),
  key: setting(optionalText, null, 'API key, sent as a bearer token.', { secret: true }),
  requestTimeout: setting(seconds, 60, 'Seconds after which a call that has no answer fails.'),
}
