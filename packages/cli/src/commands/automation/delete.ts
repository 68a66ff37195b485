import type { DefineCommand } from '../../command.ts'
import { CommandFailure, WrongUsage } from '../../errors.ts'
import { findAutomation, listAutomations } from '../../lookups/automations.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace automation delete` */
export const remove: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('[name]', 'the automation')
    .option('--id <id>', 'the automation by its id', uuid)
    .option('--all', 'all automations')
    .option('-y, --yes', 'do not ask')
    .action(async (name, { id, all, yes }) => {
      if (all && (name !== undefined || id !== undefined)) throw new WrongUsage('Expected --all or one automation, got both.')
      const opened = await client()
      const wanted = all ? await listAutomations(opened) : [await findAutomation(opened, name, id)]
      if (wanted.length === 0) return output.line('There are no automations.')
      const shown = all ? `all automations (${wanted.length})` : `automation '${wanted[0]?.name ?? ''}'`
      if (!yes && !(await io.confirm(`Delete ${shown}?`))) throw new CommandFailure('Nothing was deleted.')
      for (const each of wanted) await opened.automations.delete({ params: { id: each.id } })
      output.line({ text: `Deleted ${shown}.`, style: 'green' })
    })
