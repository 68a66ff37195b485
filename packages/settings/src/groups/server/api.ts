import { setting } from '../../setting.ts'
import { bool, int, optionalText, seconds, text } from '../../values.ts'

/** Where and how the server listens. */
export const api = {
  host: setting(text, '127.0.0.1', 'Address to listen on.'),
  port: setting(int(0, 65_535), 4200, 'Port to listen on; 0 takes a free one.'),
  authString: setting(optionalText, null, 'user:password that every call must carry.', { secret: true }),
  allowUnauthenticated: setting(bool, false, 'Listen on other addresses than loopback without authentication.'),
  trustedProxies: setting(text, '', 'Addresses and networks, by comma, of proxies whose X-Forwarded-For is believed; empty: none.', {
    own: true,
  }),
  keepaliveTimeout: setting(seconds, 5, 'Seconds that an idle connection stays open.'),
  defaultLimit: setting(int(1), 200, 'Most objects in one page.', { aliases: ['API_DEFAULT_LIMIT'] }),
  corsAllowedOrigins: setting(text, '', 'Origins of other sites that may call the API, by comma; empty: none.', {
    aliases: ['SERVER_CORS_ALLOWED_ORIGINS'],
  }),
  maxParameterSize: setting(int(1), 524_288, 'Most bytes of the parameters of one run.'),
  csrfProtectionEnabled: setting(bool, false, 'Take writes only with a token that pages of other sites cannot have.', {
    aliases: ['SERVER_CSRF_PROTECTION_ENABLED'],
  }),
  csrfTokenExpiration: setting(seconds, 3600, 'Seconds that such a token is good for.', { aliases: ['SERVER_CSRF_TOKEN_EXPIRATION'] }),
}
