import type { Settings } from '@millrace/settings'

/**
 * What Python flows need beside the settings of their worker: Prefect 3.8 sends `PREFECT_API_KEY` with its calls, but not over the websocket
 * by which its task runs tell their states. Of a key of a Millrace server an auth string can be made, which it sends over both.
 */
export const prefectCredentials = ({ api: { authString, key } }: Settings): Readonly<Record<string, string>> =>
  authString === null && key?.startsWith('mlr_') === true ? { PREFECT_API_AUTH_STRING: `worker:${key}` } : {}
