import { resolve } from 'node:path'
import { applyDeployment, editedBelowLine, noteFile, readDeploymentFile } from '@millrace/sdk/deployments'
import type { DefineCommand } from '../../command.ts'
import { wholeNumber } from '../../options/parsers.ts'
import { printApplied } from '../../output/applied.ts'
import { upload } from './upload.ts'

/** `millrace deployment apply` */
export const apply: DefineCommand = (command, context) =>
  command
    .argument('<files...>', 'YAML files of deployments')
    .option('-l, --limit <count>', 'most runs of the queue at once', wholeNumber(0))
    .option('--upload', 'upload the code in the current folder to the storage of each deployment first')
    .action(async (files, { limit, upload: uploads }) => {
      const { output, client, io } = context
      // All files are read before the first deployment is written: a bad one leaves nothing half-done.
      const read = files.map((file) => ({ file: resolve(io.cwd, file), definitions: readDeploymentFile(resolve(io.cwd, file)) }))
      for (const file of files) for (const doubt of editedBelowLine(resolve(io.cwd, file), file)) output.warning(doubt)
      const { home } = await context.settings()
      const opened = await client()
      for (const { file, definitions } of read) {
        for (const definition of definitions) {
          output.line({ text: `Successfully loaded '${definition.name}'`, style: 'green' })
          if (uploads) await upload(definition, opened, context)
          printApplied(output, await applyDeployment(definition, { client: opened, queueConcurrency: limit }))
        }
        noteFile(home, file, definitions)
      }
    })
