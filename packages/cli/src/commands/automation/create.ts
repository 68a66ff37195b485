import type { AutomationCreateInput } from '@millrace/protocol'
import { ApiError } from '@millrace/client'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { readAutomations } from '../../options/automations.ts'

/** `millrace automation create`; of several, those that the server takes are made, whatever becomes of the others. */
export const create: DefineCommand = (command, { output, client, io }) =>
  command
    .option('-f, --from-file <file>', 'YAML or JSON file with one automation, a list, or {"automations": […]}; - for standard input')
    .option('-j, --from-json <json>', 'the same as JSON text')
    .action(async (source) => {
      const wanted = await readAutomations(source, io)
      if (wanted.length === 0) throw new CommandFailure('There is no automation in it.')
      const { automations } = await client()
      const refused: string[] = []
      for (const [index, body] of wanted.entries()) {
        try {
          const { id, name } = await automations.create({ body: body as AutomationCreateInput })
          output.line({ text: `Created automation '${name}' with id ${id}`, style: 'green' })
        } catch (error) {
          if (!(error instanceof ApiError) || error.status >= 500) throw error
          refused.push(`${typeof body['name'] === 'string' ? `'${body['name']}'` : `the automation at index ${index}`}: ${error.detail}`)
        }
      }
      if (refused.length > 0) throw new CommandFailure(refused.map((reason) => `Failed to create ${reason}`).join('\n'))
    })
