import type { ApiKey } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { listApiKeys } from '../../lookups/api-keys.ts'
import { format } from '../../options/format.ts'
import { relativeTime } from '../../output/times.ts'

/** `millrace api-key ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command.addOption(format()).action(async ({ output: form }) => {
    const keys = await listApiKeys(await client())
    if (form === 'json') return output.json(keys)
    await output.table({
      title: 'API Keys',
      columns: ['Name', 'Key', 'Role', 'Of', 'Ends', 'Last used'],
      rows: keys.map((key) => [
        key.name,
        `${key.prefix}_…`,
        key.work_pool_name === null ? key.role : `${key.role} of ${key.work_pool_name}`,
        key.user_name ?? 'the server',
        endOf(key),
        key.last_used === null ? 'never' : relativeTime(key.last_used),
      ]),
    })
  })

const endOf = ({ expires }: ApiKey): string => (expires === null ? 'never' : relativeTime(expires))
