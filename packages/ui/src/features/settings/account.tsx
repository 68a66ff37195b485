import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Session } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { CallRefused } from '../../api/errors.ts'
import { refusalOf } from '../../api/refusal.ts'
import { Button } from '../../components/button.tsx'
import { Buttons } from '../../components/dialog.tsx'
import { Facts } from '../../components/facts.tsx'
import { LineField } from '../../components/line-field.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { toast } from '../../components/toast.ts'
import { accessText } from '../../messages/access.ts'
import { accountText as text } from '../../messages/accounts.ts'
import { sessionText } from '../../messages/session.ts'
import { fullTime } from '../../time/moment.tsx'
import { useZone } from '../../time/zone.ts'
import { changePassword, forgetAll, signOut } from '../session/queries.ts'
import { tellTabs } from '../session/tabs.ts'
import { WithAccounts } from '../users/with-accounts.tsx'

/** Who one is here, and what ends one's sessions. */
export const Account = (): ReactElement => <WithAccounts orSession>{(session) => <AccountOf session={session} />}</WithAccounts>

function AccountOf({ session }: { readonly session: Session }): ReactElement {
  const zone = useZone()
  const { user, ends, ends_at_latest: latest } = session
  return (
    <div className="flex max-w-160 flex-col gap-6">
      {user === null ? (
        <p>{text.byAuthString}</p>
      ) : (
        <Facts
          facts={[
            [text.you, user.name],
            [text.role, accessText.roles[user.role]],
            [text.mayDo, accessText.may[user.role]],
          ]}
        />
      )}
      {user !== null && (
        <Section title={text.password}>
          <ChangePassword />
        </Section>
      )}
      <Section title={text.session}>
        {ends !== null && latest !== null && (
          <p className="text-muted">{text.ends(fullTime(Date.parse(ends), zone), fullTime(Date.parse(latest), zone))}</p>
        )}
        <SignOut everywhere={user !== null} />
      </Section>
    </div>
  )
}

function ChangePassword(): ReactElement {
  const [old, setOld] = useState('')
  const [next, setNext] = useState('')
  const change = useMutation({
    mutationFn: () => changePassword(old, next),
    onSuccess: () => {
      setOld('')
      setNext('')
      toast.success(text.changed)
    },
  })
  const { error } = change
  const wrong = error instanceof CallRefused && (error.status === 403 || error.status === 429) ? [error.message] : []
  const { at, rest } = refusalOf(error, ['old', 'new'])
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate()
      }}
    >
      <LineField
        label={text.old}
        faults={[...wrong, ...at('old')]}
        required
        type="password"
        autoComplete="current-password"
        value={old}
        onChange={setOld}
      />
      <LineField
        label={text.next}
        help={text.nextHelp}
        faults={at('new')}
        required
        type="password"
        autoComplete="new-password"
        value={next}
        onChange={setNext}
      />
      {rest !== null && wrong.length === 0 && <Problem error={rest} />}
      <Buttons>
        <Button type="submit" needs="sessions.changePassword" disabled={change.isPending}>
          {text.change}
        </Button>
      </Buttons>
    </form>
  )
}

function SignOut({ everywhere }: { readonly everywhere: boolean }): ReactElement {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      tellTabs('out')
      await navigate({ to: '/login' })
      forgetAll(cache)
    },
  })
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        <Button needs="sessions.signOut" disabled={leave.isPending} onClick={() => leave.mutate(false)}>
          {sessionText.signOut}
        </Button>
        {everywhere && (
          <Button look="danger" needs="sessions.signOut" disabled={leave.isPending} onClick={() => leave.mutate(true)}>
            {sessionText.signOutEverywhere}
          </Button>
        )}
      </div>
      {everywhere && <p className="text-xs text-muted">{sessionText.everywhereWords}</p>}
      {leave.isError && <Problem error={leave.error} />}
    </div>
  )
}
