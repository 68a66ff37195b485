import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findUser } from '../../lookups/users.ts'

/** `millrace user delete` */
export const remove: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<name>', 'the user')
    .option('-y, --yes', 'do not ask')
    .action(async (name, { yes }) => {
      const opened = await client()
      const user = await findUser(opened, name)
      const question = `Delete user '${user.name}' with their sessions and API keys?`
      if (!yes && !(await io.confirm(question))) throw new CommandFailure('Nothing was deleted.')
      await opened.users.delete({ params: { id: user.id } })
      output.line({ text: `Deleted user '${user.name}'.`, style: 'green' })
    })
