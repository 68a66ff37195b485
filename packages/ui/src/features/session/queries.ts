import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'

/** Whether one has to sign in; a server that has no such route asks nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) =>
    api.sessions.read({ signal }).catch((error: unknown) => {
      if (error instanceof CallRefused && error.status === 404) return { required: false, signed_in: true }
      throw error
    }),
})

export const signIn = (authString: string) => api.sessions.signIn({ body: { auth_string: authString } })

export const signOut = () => api.sessions.signOut()
