import { resolve } from 'node:path'
import type { DefineCommand } from '../../../command.ts'
import { refusedAsFailure } from './refused-as-failure.ts'

/** `millrace server database restore`: the SQLite database as it is in a backup. */
export const restore: DefineCommand = (command, { io, output, settings }) =>
  command
    .argument('<file>', 'what server database backup has written')
    .option('--force', 'also in place of a database that has flow runs, which are lost')
    .action(async (file, { force = false }) => {
      const values = await settings()
      const { restore: putBack, secretKeyFile } = await import('@millrace/server')
      const { flowRuns, version } = await refusedAsFailure(() => putBack(values, resolve(io.cwd, file), { force }))
      output.line({ text: `Restored: ${flowRuns} flow runs, schema ${version}.`, style: 'green' })
      output.line(`Secrets in blocks are read by the key in ${secretKeyFile(values.home)}; it must be the one of the time of the backup.`)
    })
