import { useMutation } from '@tanstack/react-query'
import type { Session } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { CallRefused } from '../../api/errors.ts'
import { Button } from '../../components/button.tsx'
import { Buttons } from '../../components/dialog.tsx'
import { LineField } from '../../components/line-field.tsx'
import { Problem } from '../../components/problem.tsx'
import { sessionText as text } from '../../messages/session.ts'
import { useNow } from '../../time/ticking.ts'
import { serverNow } from '../../time/server-clock.ts'
import { signIn } from './queries.ts'
import { tellTabs } from './tabs.ts'

interface SignInFormProps {
  /** What the server takes. */
  readonly takes: Pick<Session, 'accounts' | 'auth_string'>
  /** Who is known to sign in again. */
  readonly name?: string | undefined
  readonly onSignedIn: () => unknown
}

/** Signs in by name and password, or by the shared auth string, as the server takes it. */
export function SignInForm({ takes, name: known = '', onSignedIn }: SignInFormProps): ReactElement {
  const [shared, setShared] = useState(!takes.accounts)
  const [name, setName] = useState(known)
  const [secret, setSecret] = useState('')
  const [until, setUntil] = useState(0)
  const enter = useMutation({
    mutationFn: () => signIn(shared ? { auth_string: secret } : { name, password: secret }),
    onSuccess: async () => {
      tellTabs('in')
      await onSignedIn()
    },
    onError: (error) =>
      setUntil(error instanceof CallRefused && error.retryAfter !== undefined ? serverNow() + error.retryAfter * 1000 : 0),
  })
  const wait = Math.max(0, Math.ceil((until - useNow()) / 1000))
  const { error } = enter
  const wrong = error instanceof CallRefused && (error.status === 403 || error.status === 422) ? [error.message] : []
  const late = error instanceof CallRefused && error.status === 429
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (wait === 0) enter.mutate()
      }}
    >
      {!shared && <LineField label={text.name} required autoComplete="username" spellCheck={false} value={name} onChange={setName} />}
      <LineField
        key={shared ? 'shared' : 'own'}
        label={shared ? text.authString : text.password}
        help={shared ? text.authHelp : undefined}
        faults={late ? [wait > 0 ? text.wait(wait) : text.waited] : wrong}
        required
        type="password"
        autoComplete="current-password"
        value={secret}
        onChange={setSecret}
      />
      {error !== null && wrong.length === 0 && !late && <Problem error={error} />}
      <Buttons>
        {takes.accounts && takes.auth_string && (
          <Button
            onClick={() => {
              setShared(!shared)
              setSecret('')
              enter.reset()
            }}
          >
            {shared ? text.byName : text.byAuthString}
          </Button>
        )}
        <Button look="primary" type="submit" disabled={enter.isPending || wait > 0}>
          {text.signIn}
        </Button>
      </Buttons>
    </form>
  )
}
