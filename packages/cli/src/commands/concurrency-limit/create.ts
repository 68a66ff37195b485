import type { DefineCommand } from '../../command.ts'
import { wholeNumber } from '../../options/parsers.ts'

/** `millrace concurrency-limit create`; a tag that has a limit gets this one in its place. */
export const create: DefineCommand = (command, { output, client }) =>
  command
    .argument('<tag>', 'the tag of task runs')
    .argument('<concurrency-limit>', 'how many task runs with the tag may run at once', wholeNumber(0))
    .action(async (tag, limit) => {
      const { concurrencyLimits } = await client()
      const made = await concurrencyLimits.create({ body: { tag, concurrency_limit: limit } })
      output.object('Created concurrency limit with properties:', { tag: made.tag, concurrency_limit: made.concurrency_limit, id: made.id })
      output.line(`Delete it with: millrace concurrency-limit delete '${tag}'`)
    })
