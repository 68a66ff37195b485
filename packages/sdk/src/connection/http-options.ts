import type { HttpTransportOptions } from '@millrace/client'
import type { Settings } from '@millrace/settings'
import { FLOW_RUN_VARIABLE } from '../runner/flow-run-environment.ts'

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
  // Whoever started the process of a flow run had the run from this server, which may be starting anew just now.
  known: process.env[FLOW_RUN_VARIABLE] !== undefined,
})
