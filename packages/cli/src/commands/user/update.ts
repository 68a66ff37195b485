import { Option } from '@commander-js/extra-typings'
import { ROLES } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { WrongUsage } from '../../errors.ts'
import { findUser } from '../../lookups/users.ts'
import { format } from '../../options/format.ts'
import { newPassword } from '../../options/new-password.ts'

/** `millrace user update` */
export const update: DefineCommand = (command, context) =>
  command
    .argument('<name>', 'the user')
    .addOption(new Option('--role <role>', 'what the user may do from now on').choices(ROLES))
    .option('--password', 'give another password: it is asked for, or read from standard input')
    .addOption(new Option('--disable', 'let them sign in no more, and let their keys do nothing').conflicts('enable'))
    .option('--enable', 'let them sign in again')
    .addOption(format())
    .action(async (name, { role, password: changes, disable, enable, output: form }) => {
      const { output, client } = context
      if (role === undefined && !changes && !disable && !enable) {
        throw new WrongUsage('Nothing to change: give --role, --password, --disable or --enable.')
      }
      const opened = await client()
      const user = await findUser(opened, name)
      const password = changes ? await newPassword(context, user.name) : undefined
      const disabled = disable ? true : enable ? false : undefined
      await opened.users.update({ params: { id: user.id }, body: { role, password, disabled } })
      if (form === 'json') return output.json(await findUser(opened, user.name))
      output.line({ text: `Updated user '${user.name}'.`, style: 'green' })
    })
