import type { Automation } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findAutomation } from '../../lookups/automations.ts'
import { readAutomations } from '../../options/automations.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace automation update`: puts another definition in the place of the old one. */
export const update: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('[name]', 'the automation')
    .option('--id <id>', 'the automation by its id', uuid)
    .option('-f, --from-file <file>', 'YAML or JSON file with the whole automation; - for standard input')
    .option('-j, --from-json <json>', 'the same as JSON text')
    .action(async (name, { id, ...source }) => {
      const [body, ...others] = await readAutomations(source, io)
      if (body === undefined || others.length > 0)
        throw new CommandFailure(`Expected one automation, got ${others.length + Number(body !== undefined)}.`)
      const opened = await client()
      const found = await findAutomation(opened, name, id)
      await opened.automations.update({ params: { id: found.id }, body: body as unknown as Automation })
      output.line({
        text: `Updated automation '${typeof body['name'] === 'string' ? body['name'] : found.name}' (${found.id})`,
        style: 'green',
      })
    })
