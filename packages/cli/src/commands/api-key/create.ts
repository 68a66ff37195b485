import { Option } from '@commander-js/extra-typings'
import { KEY_ROLES } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { format } from '../../options/format.ts'
import { wholeNumber } from '../../options/parsers.ts'

const DAY = 86_400

/** `millrace api-key create`: the key is the only thing on standard output, as nobody can be told it again. */
export const create: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', 'what the key is for')
    .addOption(new Option('--role <role>', 'what it may do; without it, what you may do').choices(KEY_ROLES))
    .option('--work-pool <name>', "the only work pool that a worker's key may serve")
    .option('--days <count>', 'end it after so many days; without this it holds until it is revoked', wholeNumber(1))
    .addOption(format())
    .action(async (name, { role, workPool, days, output: form }) => {
      const { apiKeys } = await client()
      const holdsFor = days === undefined ? null : days * DAY
      const key = await apiKeys.create({ body: { name, role: role ?? null, work_pool_name: workPool ?? null, holds_for: holdsFor } })
      if (form === 'json') return output.json(key)
      output.note(`The key '${key.name}', of the role ${key.role}; it is shown this once. Programs send it as MILLRACE_API_KEY.`)
      output.raw(`${key.key}\n`)
    })
