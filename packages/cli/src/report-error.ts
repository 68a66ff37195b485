import type { Context } from './context.ts'
import { CommandFailure, WrongUsage } from './errors.ts'

/** Prints why a command failed, in a line on standard error, and answers the exit code; `MILLRACE_DEBUG` adds the stack. */
export async function reportError(error: unknown, context: Context): Promise<number> {
  const { output, io } = context
  output.failure(await reasonOf(error, context))
  if (io.env['MILLRACE_DEBUG'] && error instanceof Error && error.stack !== undefined) output.note(error.stack)
  if (error instanceof WrongUsage) return 2
  return error instanceof CommandFailure ? error.exitCode : 1
}

async function reasonOf(error: unknown, context: Context): Promise<string> {
  if (error instanceof CommandFailure || error instanceof WrongUsage) return error.message
  const { ApiError, ServerUnreachable } = await import('@millrace/client')
  if (error instanceof ServerUnreachable) return `${error.message} (${await addressSource(context)})`
  if (error instanceof ApiError && error.status === 401) {
    return `the server refused the credentials (401 on ${error.operation}); set MILLRACE_API_AUTH_STRING or MILLRACE_API_KEY`
  }
  return error instanceof Error ? error.message : String(error)
}

async function addressSource(context: Context): Promise<string> {
  const settings = context.lastSettings()
  if (settings === undefined) return 'no settings read'
  const { sourceOf } = await import('@millrace/settings')
  const { label, name, kind } = sourceOf(settings, 'api.url')
  return kind === 'default' ? 'found by the home folder; MILLRACE_API_URL is not set' : `${name} from ${label}`
}
