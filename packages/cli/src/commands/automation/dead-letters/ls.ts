import type { DefineCommand } from '../../../command.ts'
import { orMissing } from '../../../lookups/missing.ts'
import { format } from '../../../options/format.ts'
import { relativeTime } from '../../../output/times.ts'
import { NO_DEAD_LETTERS } from './no-dead-letters.ts'

/** `millrace automation dead-letters ls`: events and actions that were tried too often, newest first. */
export const ls: DefineCommand = (command, { output, client }) =>
  command.addOption(format()).action(async ({ output: form }) => {
    const { deadLetters } = await client()
    const { count, dead_letters: rows } = await orMissing(deadLetters.filter({ body: { limit: 200 } }), NO_DEAD_LETTERS)
    if (form === 'json') return output.json(rows)
    if (rows.length === 0) return output.line('Nothing was set aside.')
    await output.table({
      title: 'Set Aside',
      columns: ['ID', 'Kind', 'Name', 'Tried', 'When', 'Problem'],
      rows: rows.map(({ id, kind, name, attempts, created, problem }) => [
        id,
        kind,
        name,
        `${attempts} times`,
        relativeTime(created),
        { text: problem, style: 'red' },
      ]),
    })
    if (count > rows.length) output.line({ text: `and ${count - rows.length} more`, style: 'gray' })
  })
