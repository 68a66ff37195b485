import type { ReactElement } from 'react'
import { ChoiceField } from '../../components/choice-field.tsx'
import { chooseDensity, DENSITIES, useDensity } from '../../components/density.ts'
import { en } from '../../messages/en.ts'
import { settingsText as text } from '../../messages/settings.ts'
import { chooseTheme, THEMES, useTheme } from '../../shell/theme.ts'
import { chooseClock, CLOCKS, useClock } from '../../time/clock.ts'
import { chooseZone, LOCAL_ZONE, useZone } from '../../time/zone.ts'
import { allowKeys, useKeysAllowed } from '../palette/keys-allowed.ts'

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')]

/** How things are shown in this browser. */
export function Appearance(): ReactElement {
  const theme = useTheme()
  const density = useDensity()
  const zone = useZone()
  const clock = useClock()
  const keys = useKeysAllowed()
  return (
    <div className="flex max-w-100 flex-col gap-4">
      <ChoiceField
        label={text.theme}
        options={THEMES.map((name) => [name, en.theme[name]] as const)}
        value={theme}
        onChange={chooseTheme}
      />
      <ChoiceField
        label={text.density}
        options={DENSITIES.map((name) => [name, text.densities[name]] as const)}
        value={density}
        onChange={chooseDensity}
      />
      <ChoiceField
        label={text.zone}
        help={text.zoneHelp}
        options={[...new Set([LOCAL_ZONE, ...ZONES])].map((name) => [name, name] as const)}
        value={zone}
        onChange={(name) => chooseZone(name === LOCAL_ZONE ? 'local' : name)}
      />
      <ChoiceField
        label={text.clock}
        options={CLOCKS.map((name) => [name, text.clocks[name]] as const)}
        value={clock}
        onChange={chooseClock}
      />
      <label className="flex min-h-6 items-center gap-2">
        <input type="checkbox" className="accent-accent" checked={keys} onChange={({ target }) => allowKeys(target.checked)} />
        <span>
          {text.keys} <span className="text-xs text-muted">{text.keysHelp}</span>
        </span>
      </label>
    </div>
  )
}
