import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { DefineCommand } from '../../command.ts'
import { workerType } from '../../lookups/worker-types.ts'

/** `millrace work-pool get-default-base-job-template` */
export const getDefaultBaseJobTemplate: DefineCommand = (command, { output, client, io }) =>
  command
    .requiredOption('-t, --type <type>', 'type of infrastructure')
    .option('-f, --file <file>', 'write it to this file')
    .action(async ({ type, file }) => {
      const { collections } = await client()
      const { default_base_job_configuration: template } = await workerType(collections, type)
      if (file === undefined) return output.json(template)
      await writeFile(resolve(io.cwd, file), `${JSON.stringify(template, null, 2)}\n`)
      output.line({ text: `Wrote the default base job template of '${type}' to ${file}.`, style: 'green' })
    })
