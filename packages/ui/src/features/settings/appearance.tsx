import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Button } from '../../components/button.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { Problem } from '../../components/problem.tsx'
import { en } from '../../messages/en.ts'
import { settingsText as text } from '../../messages/settings.ts'
import { chooseTheme, type Theme, useTheme } from '../../shell/theme.ts'
import { chooseZone, LOCAL_ZONE, useZone } from '../../time/zone.ts'
import { allowKeys, useKeysAllowed } from '../palette/keys-allowed.ts'
import { sessionQuery, signOut } from '../session/queries.ts'

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')]

/** How things are shown in this browser, and who is signed in. */
export function Appearance(): ReactElement {
  const theme = useTheme()
  const zone = useZone()
  const keys = useKeysAllowed()
  const session = useQuery(sessionQuery)
  return (
    <div className="flex max-w-100 flex-col gap-4">
      <Field label={text.theme}>
        {(attributes) => (
          <select {...attributes} className={INPUT} value={theme} onChange={({ target }) => chooseTheme(target.value as Theme)}>
            <option value="system">{en.theme.system}</option>
            <option value="light">{en.theme.light}</option>
            <option value="dark">{en.theme.dark}</option>
          </select>
        )}
      </Field>
      <Field label={text.zone} help={text.zoneHelp}>
        {(attributes) => (
          <select
            {...attributes}
            className={INPUT}
            value={zone}
            onChange={({ target }) => chooseZone(target.value === LOCAL_ZONE ? 'local' : target.value)}
          >
            {[...new Set([LOCAL_ZONE, ...ZONES])].map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
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
