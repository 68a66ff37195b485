import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { newPassword } from '../../options/new-password.ts'

/** `millrace server create-admin`: the first user, straight in the database, as nobody can sign in to make one. */
export const createAdmin: DefineCommand = (command, context) =>
  command.argument('<name>', 'the name to sign in with; the password is asked for, or read from standard input').action(async (name) => {
    const { output } = context
    const settings = await context.settings()
    const password = await newPassword(context, name)
    const { AccountRefused, createAdmin: create } = await import('@millrace/server')
    try {
      await create(settings, name, password)
    } catch (error) {
      if (error instanceof AccountRefused) throw new CommandFailure(error.message, { cause: error })
      throw error
    }
    output.line({ text: `Created the admin '${name}'.`, style: 'green' })
    if (!settings.server.accounts.enabled) {
      output.line('Users are asked for once the server is started with MILLRACE_SERVER_ACCOUNTS_ENABLED=true.')
    }
  })
