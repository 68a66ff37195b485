import { createRequire } from 'node:module'
import type * as SettingsModule from '@millrace/settings'
import type { Settings } from '@millrace/settings'

const load = createRequire(import.meta.url)

/**
 * The settings of this process, for whoever needs them outside of a run and cannot wait. What reads them is a third of what importing
 * `millrace` would load; so it is loaded here, when it is needed.
 */
export const settingsAtOnce = (): Settings => (load('@millrace/settings') as typeof SettingsModule).loadSettings()
