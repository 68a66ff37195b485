import type { ChangeEvent, ReactElement } from 'react'
import { ask } from '../features/palette/asked.ts'
import { en } from '../messages/en.ts'
import { chooseZone, LOCAL_ZONE, useZone } from '../time/zone.ts'
import { chooseTheme, type Theme, THEMES, useTheme } from './theme.ts'

const SELECT = 'h-7 w-full rounded-field border border-control bg-page px-1.5 text-xs pointer-coarse:h-11'

/** How things are shown. */
export function Preferences(): ReactElement {
  const theme = useTheme()
  const zone = useZone()
  const zones = [...new Set([LOCAL_ZONE, 'UTC', zone])]
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-3 text-xs text-muted">
      <label className="flex flex-col gap-1">
        {en.zone.label}
        <select
          className={SELECT}
          value={zone}
          onChange={({ target }) =>
            target.value === '' ? ask('palette') : chooseZone(target.value === LOCAL_ZONE ? 'local' : target.value)
          }
        >
          {zones.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
          <option value="">{en.zone.other}</option>
        </select>
      </label>
      <label className="flex flex-col gap-1">
        {en.theme.label}
        <select
          className={SELECT}
          value={theme}
          onChange={({ target }: ChangeEvent<HTMLSelectElement>) => chooseTheme(target.value as Theme)}
        >
          {THEMES.map((name) => (
            <option key={name} value={name}>
              {en.theme[name]}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
