import { Option } from '@commander-js/extra-typings'
import { ROLES } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { format } from '../../options/format.ts'
import { newPassword } from '../../options/new-password.ts'

/** `millrace user create` */
export const create: DefineCommand = (command, context) =>
  command
    .argument('<name>', 'the name to sign in with; the password is asked for, or read from standard input')
    .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES).default('viewer' as const))
    .addOption(format())
    .action(async (name, { role, output: form }) => {
      const { output, client } = context
      const password = await newPassword(context, name)
      const { users } = await client()
      const user = await users.create({ body: { name, role, password } })
      if (form === 'json') return output.json(user)
      output.line({ text: `Created user '${user.name}' with the role ${user.role}.`, style: 'green' })
    })
