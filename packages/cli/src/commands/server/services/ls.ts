import type { DefineCommand } from '../../../command.ts'
import { orMissing } from '../../../lookups/missing.ts'
import { format } from '../../../options/format.ts'
import { durationWords, relativeTime } from '../../../output/times.ts'

/** `millrace server services ls`: the background services of the server that is used, and how their last turn went. */
export const ls: DefineCommand = (command, { output, client }) =>
  command.addOption(format()).action(async ({ output: form }) => {
    const { serverViews } = await client()
    const { services } = await orMissing(serverViews.health(), 'This server does not tell of its services; only those of Millrace do.')
    if (form === 'json') return output.json(services)
    await output.table({
      title: 'Services',
      columns: ['Name', 'Every', 'Last Turn', 'Took', 'Problem'],
      rows: services.map(({ name, every, last_turn: last, took, problem }) => [
        name,
        durationWords(every),
        relativeTime(last),
        took === null ? '' : `${Math.round(took * 1000)} ms`,
        { text: problem ?? '', style: 'red' },
      ]),
    })
  })
