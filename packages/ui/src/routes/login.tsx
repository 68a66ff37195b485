import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { CallRefused } from '../api/errors.ts'
import { Button } from '../components/button.tsx'
import { Field, INPUT } from '../components/field.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { sessionQuery, signIn } from '../features/session/queries.ts'
import { settingsText as text } from '../messages/settings.ts'

const route = getRouteApi('/login')

/** Signs in by the shared auth string, and leads back to where one was. */
export function LoginPage(): ReactElement {
  const { back = '/' } = route.useSearch()
  const router = useRouter()
  const cache = useQueryClient()
  const session = useQuery(sessionQuery)
  const [given, setGiven] = useState('')
  const enter = useMutation({
    mutationFn: () => signIn(given),
    onSuccess: async () => {
      cache.clear()
      await router.navigate({ href: back, replace: true })
    },
  })
  const wrong = enter.error instanceof CallRefused && enter.error.status === 403 ? [enter.error.message] : []
  return (
    <div className="mx-auto flex w-full max-w-100 flex-col px-4 py-16">
      <span className="flex items-center gap-2 px-4 text-lg font-semibold md:px-6">
        <img src="./mark.svg" alt="" width={28} height={28} />
        Millrace
      </span>
      <Page title={text.login}>
        {session.data?.required === false ? (
          <p>
            {text.noSignIn} <Link to="/">{text.toOverview}</Link>
          </p>
        ) : (
          <form
            className="flex flex-col gap-3"
            onSubmit={(event) => {
              event.preventDefault()
              enter.mutate()
            }}
          >
            <p className="text-muted">{text.ended}</p>
            <Field label={text.authString} help={text.authHelp} faults={wrong}>
              {(attributes) => (
                <input
                  {...attributes}
                  required
                  type="password"
                  autoComplete="current-password"
                  className={INPUT}
                  value={given}
                  onChange={({ target }) => setGiven(target.value)}
                />
              )}
            </Field>
            {enter.isError && wrong.length === 0 && <Problem error={enter.error} />}
            <div>
              <Button look="primary" type="submit" disabled={enter.isPending}>
                {text.signIn}
              </Button>
            </div>
          </form>
        )}
      </Page>
    </div>
  )
}
