import { Option } from '@commander-js/extra-typings'
import { automationSentence } from '@millrace/protocol/automation-words'
import type { DefineCommand } from '../../command.ts'
import { WrongUsage } from '../../errors.ts'
import { findAutomations, targetNames } from '../../lookups/automations.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace automation inspect`; by name it shows a list, as names need not be unique. */
export const inspect: DefineCommand = (command, { output, client }) =>
  command
    .argument('[name]', 'the automation')
    .option('--id <id>', 'the automation by its id', uuid)
    .option('--yaml', 'print YAML, which `create` and `update` take')
    .option('--json', 'print JSON, which `create` and `update` take')
    .addOption(new Option('-o, --output <format>', 'print for a program or for people').choices(['json', 'yaml', 'text'] as const))
    .action(async (name, { id, yaml, json, output: form }) => {
      const asked = new Set([form, yaml && 'yaml', json && 'json'].filter((each) => each !== undefined))
      if (asked.size > 1) throw new WrongUsage('Expected one of --yaml, --json and --output, got several.')
      const opened = await client()
      const automations = await findAutomations(opened, name, id)
      const shown = id === undefined ? automations : automations[0]
      if (asked.has('json')) return output.json(shown)
      if (asked.has('yaml')) {
        const { stringify } = await import('yaml')
        return output.raw(stringify(shown, { aliasDuplicateObjects: false }))
      }
      const names = await targetNames(opened, automations)
      for (const each of automations) output.object(automationSentence(each, names), each)
    })
