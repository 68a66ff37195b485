import { groups } from './groups/index.ts'
import type { ValuesOf } from './setting.ts'

export { groups } from './groups/index.ts'
export type { Setting, SettingGroup, ValuesOf } from './setting.ts'

/** Every value: `settings.server.api.port`. */
export type Settings = ValuesOf<typeof groups>
