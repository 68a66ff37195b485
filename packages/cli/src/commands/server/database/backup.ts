import { resolve } from 'node:path'
import type { DefineCommand } from '../../../command.ts'
import { refusedAsFailure } from './refused-as-failure.ts'

/** `millrace server database backup`: a copy of the SQLite database, while servers and scripts go on using it. */
export const backup: DefineCommand = (command, { io, output, settings }) =>
  command.argument('<file>', 'the file to write; it must not exist').action(async (file) => {
    const values = await settings()
    const target = resolve(io.cwd, file)
    const { backUp, secretKeyFile } = await import('@millrace/server')
    const { bytes, flowRuns, version } = await refusedAsFailure(() => backUp(values, target))
    output.line({ text: `Backed up to ${target}: ${flowRuns} flow runs, ${bytes} bytes, schema ${version}.`, style: 'green' })
    output.line(
      `The key of its secrets is not in it. Keep ${secretKeyFile(values.home)} elsewhere: without it, secrets in blocks cannot be read.`,
    )
  })
