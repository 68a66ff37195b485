import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { readBaseJobTemplate } from '../../lookups/base-job-template.ts'
import { ifThere } from '../../lookups/missing.ts'
import { workerType } from '../../lookups/worker-types.ts'
import { setInActiveProfile } from '../../lookups/profiles.ts'
import { format } from '../../options/format.ts'
import { wholeNumber } from '../../options/parsers.ts'

/** `millrace work-pool create` */
export const create: DefineCommand = (command, { output, client, settings, io }) =>
  command
    .argument('<name>', 'name of the work pool')
    .option('-t, --type <type>', 'type of infrastructure that its workers create', 'process')
    .option('--base-job-template <file>', 'JSON file of the base job template (default: that of the type)')
    .option('--concurrency-limit <count>', 'most flow runs of the pool at once', wholeNumber(0))
    .option('--description <text>', 'what the pool is for')
    .option('--paused', 'create it paused')
    .option('--set-as-default', 'use it for deployments that name no pool')
    .option('--overwrite', 'change the pool if it exists')
    .addOption(format())
    .action(async (name, { type, baseJobTemplate, concurrencyLimit, description, paused, setAsDefault, overwrite, output: form }) => {
      const template = baseJobTemplate === undefined ? undefined : await readBaseJobTemplate(io.cwd, baseJobTemplate)
      const { workPools, collections } = await client()
      const existing = await ifThere(workPools.read({ params: { name } }))
      if (existing !== undefined && !overwrite) {
        throw new CommandFailure(`Work pool '${name}' already exists. Use --overwrite to change it, or choose another name.`)
      }
      const given = {
        ...(concurrencyLimit === undefined ? {} : { concurrency_limit: concurrencyLimit }),
        ...(description === undefined ? {} : { description }),
        ...(paused === undefined ? {} : { is_paused: paused }),
      }
      if (existing === undefined) {
        const base = template ?? (await workerType(collections, type)).default_base_job_configuration
        await workPools.create({ body: { name, type, base_job_template: base, ...given } })
      } else {
        await workPools.update({ params: { name }, body: { ...given, ...(template === undefined ? {} : { base_job_template: template }) } })
      }
      if (setAsDefault) setInActiveProfile(await settings(), 'defaultWorkPoolName', name)
      const pool = await workPools.read({ params: { name } })
      if (form === 'json') return output.json(pool)
      output.line({ text: `${existing === undefined ? 'Created' : 'Updated'} work pool '${name}'.`, style: 'green' })
      output.line(`Start a worker for it with: millrace worker start --pool '${name}'`)
    })
