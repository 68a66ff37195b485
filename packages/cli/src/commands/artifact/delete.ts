import type { DefineCommand } from '../../command.ts'
import { CommandFailure, WrongUsage } from '../../errors.ts'
import { artifactsOf, noArtifact } from '../../lookups/artifacts.ts'
import { orMissing } from '../../lookups/missing.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace artifact delete`: the artifacts of a key, or one by its id. */
export const remove: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('[key]', 'the key of the artifacts')
    .option('--key <key>', 'the same as the argument')
    .option('--id <id>', 'one artifact by its id', uuid)
    .option('-y, --yes', 'do not ask')
    .action(async (argument, { key: option, id, yes }) => {
      const key = argument ?? option
      if (key !== undefined && id !== undefined) throw new WrongUsage('Expected a key or --id, got both.')
      const opened = await client()
      const confirm = async (what: string): Promise<void> => {
        if (!yes && !(await io.confirm(`Delete ${what}?`))) throw new CommandFailure('Nothing was deleted.')
      }
      if (id !== undefined) {
        await orMissing(opened.artifacts.read({ params: { id } }), `Artifact with id '${id}' not found!`)
        await confirm(`artifact '${id}'`)
        await opened.artifacts.delete({ params: { id } })
        return output.line({ text: `Deleted artifact with id '${id}'.`, style: 'green' })
      }
      if (key === undefined) throw new WrongUsage('Expected the key of artifacts, or --id.')
      const found = await artifactsOf(opened, key)
      if (found.length === 0) throw new CommandFailure(await noArtifact(opened, key))
      await confirm(`${found.length} artifact(s) with key '${key}'`)
      for (const each of found) await opened.artifacts.delete({ params: { id: each.id } })
      output.line({ text: `Deleted ${found.length} artifact(s) with key '${key}'.`, style: 'green' })
    })
