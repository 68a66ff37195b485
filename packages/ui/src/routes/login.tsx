import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { noteSession } from '../access/session-end.ts'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { sessionQuery } from '../features/session/queries.ts'
import { SignInForm } from '../features/session/sign-in-form.tsx'
import { sessionText as text } from '../messages/session.ts'

const route = getRouteApi('/login')

/** Signs in, and leads back to where one was. */
export function LoginPage(): ReactElement {
  const { back = '/' } = route.useSearch()
  const router = useRouter()
  const cache = useQueryClient()
  const session = useQuery(sessionQuery)
  return (
    <div className="mx-auto flex w-full max-w-100 flex-col px-4 py-16">
      <span className="flex items-center gap-2 px-4 text-lg font-semibold md:px-6">
        <img src="./mark.svg" alt="" width={28} height={28} />
        Millrace
      </span>
      <Page title={text.login}>
        {session.isPending && <Skeleton rows={4} />}
        {session.isError && <Problem error={session.error} onRetry={() => void session.refetch()} />}
        {session.data !== undefined && session.data?.required !== true && (
          <p>
            {text.noSignIn} <Link to="/">{text.toOverview}</Link>
          </p>
        )}
        {session.data?.required === true && (
          <>
            <p className="mb-3 text-muted">{text.goOn}</p>
            <SignInForm
              takes={session.data}
              onSignedIn={async () => {
                noteSession('begun')
                cache.clear()
                await router.navigate({ href: back, replace: true })
              }}
            />
          </>
        )}
      </Page>
    </div>
  )
}
