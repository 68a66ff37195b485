import type { Context } from '../context.ts'

/** Runs code of flows, tasks and blocks with the server and the settings of this command; what it tells the server is told before the end. */
export async function inSession<Result>(context: Context, body: () => Promise<Result>): Promise<Result> {
  const { createSession, withSession } = await import('@millrace/sdk/connection')
  const session = createSession(await context.client(), await context.settings())
  try {
    return await withSession(session, body)
  } finally {
    await session.flush()
  }
}
