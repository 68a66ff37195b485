import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { DefineCommand } from '../../command.ts'
import type { Context } from '../../context.ts'
import { WrongUsage } from '../../errors.ts'
import { findLimit, heldSlots } from '../../lookups/concurrency-limits.ts'
import { format } from '../../options/format.ts'
import { stateStyle } from '../../output/states.ts'
import { relativeTime } from '../../output/times.ts'

/** `millrace global-concurrency-limit inspect`: a limit, who holds its slots, and who waits for one. */
export const inspect: DefineCommand = (command, context) =>
  command
    .argument('<name>', 'the limit')
    .option('-f, --file <file>', 'with -o json: write to this file')
    .addOption(format())
    .action(async (name, { file, output: form }) => {
      const { client, output, io } = context
      if (file !== undefined && form !== 'json') throw new WrongUsage('--file can only be given with --output json.')
      const limit = await findLimit(await client(), name)
      if (file !== undefined) {
        await writeFile(resolve(io.cwd, file), `${JSON.stringify(limit, null, 2)}\n`)
        return output.line({ text: `Global concurrency limit '${name}' written to ${file}`, style: 'green' })
      }
      if (form === 'json') return output.json(limit)
      output.object(undefined, limit)
      await showHolders(context, limit.id)
    })

async function showHolders({ client, output }: Context, id: string): Promise<void> {
  const slots = await heldSlots(await client(), id)
  if (slots === undefined) return
  const { holders, unleased, waiting } = slots
  if (holders.length > 0) {
    await output.table({
      title: 'Who Holds Slots',
      columns: ['Kind', 'Name', 'ID', 'State', 'Slots', 'Since'],
      rows: holders.map((each) => [
        each.type?.replaceAll('_', ' ') ?? '',
        each.name ?? '',
        each.id ?? '',
        { text: each.state_name ?? '', style: stateStyle(each.state_type) },
        String(each.slots),
        relativeTime(each.since),
      ]),
    })
  }
  if (unleased > 0) output.line(`${unleased} ${unleased === 1 ? 'slot is' : 'slots are'} held by nobody who is known.`)
  if (waiting.count > 0) output.line(`Waiting (${waiting.count}): ${waiting.runs.map((run) => run.name).join(', ')}`)
}
