import type { DefineCommand } from '../../command.ts'
import type { Context } from '../../context.ts'
import { CommandFailure } from '../../errors.ts'
import { findLimit } from '../../lookups/concurrency-limits.ts'

async function turn({ client, output }: Context, name: string, active: boolean): Promise<void> {
  const opened = await client()
  const limit = await findLimit(opened, name)
  const word = active ? 'enabled' : 'disabled'
  if (limit.active === active) throw new CommandFailure(`Global concurrency limit with name '${name}' is already ${word}.`)
  await opened.concurrencyLimitsV2.update({ params: { id_or_name: limit.id }, body: { active } })
  output.line({ text: `${active ? 'Enabled' : 'Disabled'} global concurrency limit with name '${name}'.`, style: 'green' })
}

/** `millrace global-concurrency-limit enable` */
export const enable: DefineCommand = (command, context) =>
  command.argument('<name>', 'the limit').action(async (name) => await turn(context, name, true))

/** `millrace global-concurrency-limit disable`: everybody passes until it is enabled. */
export const disable: DefineCommand = (command, context) =>
  command.argument('<name>', 'the limit').action(async (name) => await turn(context, name, false))
