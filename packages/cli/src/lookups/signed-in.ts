import { ApiError, type Client, createClient } from '@millrace/client'
import type { Context } from '../context.ts'
import { knownPassword } from '../options/new-password.ts'

/** Works as a user who signs in with a password for it, and signs out afterwards: for who has no key yet. */
export async function signedIn<Result>(context: Context, name: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const { transport } = await context.client()
  const body = { name, password: await knownPassword(context, name) }
  const { status, headers, body: answer } = await transport.send({ method: 'POST', path: '/ui/session', body })
  if (status !== 204) throw new ApiError('POST /ui/session', status, answer)
  const cookie = headers['set-cookie']?.split(';', 1)[0] ?? ''
  const client = createClient({
    ...transport,
    send: (request) => transport.send({ ...request, headers: { ...request.headers, cookie } }),
  })
  try {
    return await work(client)
  } finally {
    await client.sessions.signOut()
  }
}
