import { automationSentence } from '@millrace/protocol/automation-words'
import type { DefineCommand } from '../../command.ts'
import { listAutomations, targetNames } from '../../lookups/automations.ts'
import { format } from '../../options/format.ts'

/** `millrace automation ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command.addOption(format()).action(async ({ output: form }) => {
    const opened = await client()
    const automations = await listAutomations(opened)
    if (form === 'json') return output.json(automations)
    const names = await targetNames(opened, automations)
    await output.table({
      title: 'Automations',
      columns: ['Name', 'ID', 'Enabled', 'What it does'],
      rows: automations.map((each) => [
        each.name,
        each.id,
        each.enabled ? { text: 'yes', style: 'green' } : { text: 'no', style: 'gray' },
        automationSentence(each, names),
      ]),
    })
  })
