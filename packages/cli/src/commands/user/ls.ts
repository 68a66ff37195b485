import type { DefineCommand } from '../../command.ts'
import { listUsers } from '../../lookups/users.ts'
import { format } from '../../options/format.ts'
import { relativeTime } from '../../output/times.ts'

/** `millrace user ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command.addOption(format()).action(async ({ output: form }) => {
    const users = await listUsers(await client())
    if (form === 'json') return output.json(users)
    await output.table({
      title: 'Users',
      columns: ['Name', 'Role', 'Signs in', 'Last sign-in', 'Created'],
      rows: users.map(({ name, role, disabled, last_sign_in: last, created }) => [
        name,
        role,
        disabled ? { text: 'no, disabled', style: 'yellow' } : 'yes',
        last === null ? 'never' : relativeTime(last),
        relativeTime(created),
      ]),
    })
  })
