import type { DefineCommand } from '../../command.ts'
import type { Context } from '../../context.ts'
import { CommandFailure } from '../../errors.ts'
import { findAutomations } from '../../lookups/automations.ts'
import { uuid } from '../../options/parsers.ts'

interface Named {
  readonly name: string | undefined
  readonly id: string | undefined
  readonly yes: boolean | undefined
}

async function turn({ client, output, io }: Context, { name, id, yes }: Named, verb: 'Pause' | 'Resume'): Promise<void> {
  const opened = await client()
  const found = await findAutomations(opened, name, id)
  const question = `${verb} all ${found.length} automations named '${name ?? ''}'?`
  if (found.length > 1 && !yes && !(await io.confirm(question))) throw new CommandFailure('Nothing was changed.')
  for (const each of found) {
    await opened.automations.patch({ params: { id: each.id }, body: { enabled: verb === 'Resume' } })
    output.line({ text: `${verb}d automation '${each.name}' with id '${each.id}'.`, style: 'green' })
  }
}

/** `millrace automation pause`, `disable` */
export const pause: DefineCommand = (command, context) =>
  command
    .argument('[name]', 'the automation')
    .option('--id <id>', 'the automation by its id', uuid)
    .option('-y, --yes', 'do not ask where several have the name')
    .action(async (name, { id, yes }) => await turn(context, { name, id, yes }, 'Pause'))

/** `millrace automation resume`, `enable` */
export const resume: DefineCommand = (command, context) =>
  command
    .argument('[name]', 'the automation')
    .option('--id <id>', 'the automation by its id', uuid)
    .option('-y, --yes', 'do not ask where several have the name')
    .action(async (name, { id, yes }) => await turn(context, { name, id, yes }, 'Resume'))
