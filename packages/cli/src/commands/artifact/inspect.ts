import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { artifactsOf, noArtifact } from '../../lookups/artifacts.ts'
import { format } from '../../options/format.ts'
import { wholeNumber } from '../../options/parsers.ts'

/** `millrace artifact inspect`: the artifacts of a key, newest first. */
export const inspect: DefineCommand = (command, { output, client }) =>
  command
    .argument('<key>', 'the key of the artifacts')
    .option('--limit <count>', 'show at most this many', wholeNumber(1), 10)
    .addOption(format())
    .action(async (key, { limit, output: form }) => {
      const opened = await client()
      const found = await artifactsOf(opened, key, limit)
      if (found.length === 0) throw new CommandFailure(await noArtifact(opened, key))
      if (form === 'json') return output.json(found)
      for (const each of found) output.object(each.id, each)
    })
