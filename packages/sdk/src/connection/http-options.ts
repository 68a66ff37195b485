import type { HttpTransportOptions } from '@millrace/client'
import type { Settings } from '@millrace/settings'

/** How calls to `url` are made under these settings; plain data, so that it can be handed to a thread. */
export const httpOptions = (url: string, { api, client }: Settings): HttpTransportOptions => ({
  url,
  authString: api.authString,
  apiKey: api.key,
  timeoutSeconds: api.requestTimeout,
  maxRetries: client.maxRetries,
  jitterFactor: client.retryJitterFactor,
  csrf: client.csrfSupportEnabled,
  headers: client.customHeaders,
})
