import type { Settings } from '@millrace/settings'
import { serverUrl } from './server-url.ts'

/** Where the web UI is expected, without a slash at its end: at `uiUrl`, or where the API is. */
export async function uiUrl(settings: Settings): Promise<string> {
  const url = settings.uiUrl ?? (await serverUrl(settings)).url.replace(/\/api\/?$/, '')
  return url.replace(/\/+$/, '')
}
