import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Button } from '../../components/button.tsx'
import { ChoiceField } from '../../components/choice-field.tsx'
import { chooseDensity, DENSITIES, useDensity } from '../../components/density.ts'
import { Problem } from '../../components/problem.tsx'
import { en } from '../../messages/en.ts'
import { settingsText as text } from '../../messages/settings.ts'
import { chooseTheme, THEMES, useTheme } from '../../shell/theme.ts'
import { chooseZone, LOCAL_ZONE, useZone } from '../../time/zone.ts'
import { allowKeys, useKeysAllowed } from '../palette/keys-allowed.ts'
import { sessionQuery, signOut } from '../session/queries.ts'

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')]

/** How things are shown in this browser, and who is signed in. */
export function Appearance(): ReactElement {
  const theme = useTheme()
  const density = useDensity()
  const zone = useZone()
  const keys = useKeysAllowed()
  const session = useQuery(sessionQuery)
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
      <label className="flex min-h-6 items-center gap-2">
        <input type="checkbox" className="accent-accent" checked={keys} onChange={({ target }) => allowKeys(target.checked)} />
        <span>
          {text.keys} <span className="text-xs text-muted">{text.keysHelp}</span>
        </span>
      </label>
      {session.data?.required === true && <SignOut />}
    </div>
  )
}

function SignOut(): ReactElement {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      await navigate({ to: '/login' })
      cache.clear()
    },
  })
  return (
    <div className="border-t border-line pt-4">
      <Button disabled={leave.isPending} onClick={() => leave.mutate()}>
        {text.signOut}
      </Button>
      {leave.isError && <Problem error={leave.error} />}
    </div>
  )
}
