import { Option } from '@commander-js/extra-typings'
import type { Client } from '@millrace/client'
import { type ApiKey, KEY_ROLES } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { signedIn } from '../../lookups/signed-in.ts'
import { format } from '../../options/format.ts'
import { wholeNumber } from '../../options/parsers.ts'

const DAY = 86_400

/** `millrace api-key create`: the key is the only thing on standard output, as nobody can be told it again. */
export const create: DefineCommand = (command, context) =>
  command
    .argument('<name>', 'what the key is for')
    .addOption(new Option('--role <role>', 'what it may do; without it, what you may do').choices(KEY_ROLES))
    .option('--work-pool <name>', "the only work pool that a worker's key may serve")
    .option('--days <count>', 'end it after so many days; without this it holds until it is revoked', wholeNumber(1))
    .option('--user <name>', 'sign in for it as this user, whose password is asked for or read from standard input: for who has no key yet')
    .addOption(format())
    .action(async (name, { role, workPool, days, user, output: form }) => {
      const { output } = context
      const holdsFor = days === undefined ? null : days * DAY
      const body = { name, role: role ?? null, work_pool_name: workPool ?? null, holds_for: holdsFor }
      const make = ({ apiKeys }: Client): Promise<ApiKey & { readonly key: string }> => apiKeys.create({ body })
      const key = user === undefined ? await make(await context.client()) : await signedIn(context, user, make)
      if (form === 'json') return output.json(key)
      output.note(`The key '${key.name}', of the role ${key.role}; it is shown this once. Programs send it as MILLRACE_API_KEY.`)
      output.raw(`${key.key}\n`)
    })
