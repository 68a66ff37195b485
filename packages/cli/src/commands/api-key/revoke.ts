import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findApiKey } from '../../lookups/api-keys.ts'

/** `millrace api-key revoke` */
export const revoke: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<key>', 'its name, its id, or the beginning that `api-key ls` shows')
    .option('-y, --yes', 'do not ask')
    .action(async (wanted, { yes }) => {
      const opened = await client()
      const { id, name, prefix } = await findApiKey(opened, wanted)
      const question = `Revoke the API key '${name}' (${prefix})? Programs that send it are refused at once.`
      if (!yes && !(await io.confirm(question))) throw new CommandFailure('Nothing was revoked.')
      await opened.apiKeys.revoke({ params: { id } })
      output.line({ text: `Revoked API key '${name}'.`, style: 'green' })
    })
