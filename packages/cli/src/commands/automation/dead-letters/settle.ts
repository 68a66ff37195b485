import type { Client } from '@millrace/client'
import type { DefineCommand } from '../../../command.ts'
import { WrongUsage } from '../../../errors.ts'
import { orMissing } from '../../../lookups/missing.ts'
import { uuid } from '../../../options/parsers.ts'
import { NO_DEAD_LETTERS } from './no-dead-letters.ts'

type Settle = (client: Client, id: string) => Promise<unknown>

/** `millrace automation dead-letters retry` */
export const retry: DefineCommand = (command, context) =>
  settling(command, context, 'Waits to be tried again', ({ deadLetters }, id) => deadLetters.retry({ params: { id } }))

/** `millrace automation dead-letters drop` */
export const drop: DefineCommand = (command, context) =>
  settling(command, context, 'Dropped', ({ deadLetters }, id) => deadLetters.drop({ params: { id } }))

const settling = (
  command: Parameters<DefineCommand>[0],
  { output, client }: Parameters<DefineCommand>[1],
  done: string,
  settle: Settle,
): ReturnType<DefineCommand> =>
  command
    .argument('[ids...]', 'what was set aside, by the ids that ls shows')
    .option('--all', 'everything that was set aside')
    .action(async (ids, { all }) => {
      if ((all === true) === ids.length > 0) throw new WrongUsage('Expected ids, or --all; see `automation dead-letters ls`.')
      const opened = await client()
      const wanted = all === true ? await allIds(opened) : ids.map(uuid)
      for (const id of wanted) {
        await orMissing(settle(opened, id), `Nothing that was set aside has the id ${id}.`)
        output.line({ text: `${done}: ${id}`, style: 'green' })
      }
      if (wanted.length === 0) output.line('Nothing was set aside.')
    })

/** Asked for before the first is settled, so that what fails again meanwhile is left alone. */
async function allIds({ deadLetters }: Client): Promise<string[]> {
  const ids: string[] = []
  for (;;) {
    const body = { limit: 200, offset: ids.length }
    const { count, dead_letters: rows } = await orMissing(deadLetters.filter({ body }), NO_DEAD_LETTERS)
    ids.push(...rows.map(({ id }) => id))
    if (rows.length === 0 || ids.length >= count) return ids
  }
}
