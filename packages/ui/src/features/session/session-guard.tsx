import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Session } from '@millrace/protocol'
import { lazy, type ReactElement, Suspense, useEffect, useState } from 'react'
import { noteSession, useSessionEnded } from '../../access/session-end.ts'
import { Button } from '../../components/button.tsx'
import { sessionText as text } from '../../messages/session.ts'
import { sideBarQuery } from '../../shell/queries.ts'
import { useNowAs } from '../../time/ticking.ts'
import { readEnds } from './queries.ts'
import { endOf, nearEnd } from './near-end.ts'

const SignInDialog = lazy(() => import('./sign-in-dialog.tsx').then(({ SignInDialog: dialog }) => ({ default: dialog })))

/** Milliseconds between two looks whether something else, such as another tab, has moved the end of the session on. */
const LOOKS = 20_000

/** Says when the session is about to end, and lets one sign in over the page when it has, so that nothing on it is lost. */
export function SessionGuard(): ReactElement | null {
  const session = useQuery(sideBarQuery).data?.session
  const ended = useSessionEnded()
  if (ended) return <Ended session={session} />
  return session === undefined || endOf(session) === Number.POSITIVE_INFINITY ? null : <Watch session={session} />
}

const BAR = 'flex flex-wrap items-center justify-center gap-3 border-b border-line bg-selected px-4 py-1.5 text-sm text-text'

function Watch({ session }: { readonly session: Session }): ReactElement | null {
  const cache = useQueryClient()
  const [asking, setAsking] = useState(false)
  const near = useNowAs((now) => JSON.stringify(nearEnd(session, now)) ?? '')
  const over = useNowAs((now) => endOf(session) <= now)
  const keep = (next: Session): void => void cache.setQueryData(sideBarQuery.queryKey, (old) => old && { ...old, session: next })
  // Every call moves the end on, and the side bar was told of it when it asked last: before anybody is warned, the server is asked.
  const look = useQuery({
    queryKey: ['session', 'ends', endOf(session)],
    queryFn: async () => {
      const read = await readEnds(false)
      keep(read)
      return read.signed_in
    },
    enabled: near !== '',
    refetchInterval: LOOKS,
  })
  const stay = useMutation({ mutationFn: () => readEnds(true), onSuccess: keep })
  useEffect(() => {
    if (look.data === false || (over && look.data !== undefined)) noteSession('ended')
  }, [look.data, over])
  if (near === '' || look.data === undefined) return null
  const { minutes, forGood } = JSON.parse(near) as NonNullable<ReturnType<typeof nearEnd>>
  return (
    <div className={BAR}>
      <output>{forGood ? text.endsForGood(minutes) : text.endsSoon(minutes)}</output>
      {forGood ? (
        <Button onClick={() => setAsking(true)}>{text.again}</Button>
      ) : (
        <Button disabled={stay.isPending} onClick={() => stay.mutate()}>
          {text.stay}
        </Button>
      )}
      {asking && (
        <Suspense>
          <SignInDialog title={text.again} session={session} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </div>
  )
}

function Ended({ session }: { readonly session: Session | undefined }): ReactElement {
  const [open, setOpen] = useState(true)
  return (
    <div className={BAR}>
      <output>{text.ended}</output>
      <Button onClick={() => setOpen(true)}>{text.signIn}</Button>
      {open && (
        <Suspense>
          <SignInDialog title={text.endedTitle} session={session} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  )
}
