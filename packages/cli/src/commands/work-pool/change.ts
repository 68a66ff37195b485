import type { Client } from '@millrace/client'
import type { DefineCommand } from '../../command.ts'
import type { Context } from '../../context.ts'
import { CommandFailure } from '../../errors.ts'
import { readBaseJobTemplate } from '../../lookups/base-job-template.ts'
import { findPool } from '../../lookups/work-queues.ts'
import { wholeNumber } from '../../options/parsers.ts'

type Change = NonNullable<Parameters<Client['workPools']['update']>[0]['body']>

async function change({ client, output }: Context, name: string, body: Change, done: string): Promise<void> {
  const opened = await client()
  await findPool(opened, name)
  await opened.workPools.update({ params: { name }, body })
  output.line({ text: done, style: 'green' })
}

/** `millrace work-pool pause` */
export const pause: DefineCommand = (command, context) =>
  command.argument('<name>', 'the work pool').action(async (name) => {
    await change(context, name, { is_paused: true }, `Paused work pool '${name}'`)
  })

/** `millrace work-pool resume` */
export const resume: DefineCommand = (command, context) =>
  command.argument('<name>', 'the work pool').action(async (name) => {
    await change(context, name, { is_paused: false }, `Resumed work pool '${name}'`)
  })

/** `millrace work-pool set-concurrency-limit` */
export const setConcurrencyLimit: DefineCommand = (command, context) =>
  command
    .argument('<name>', 'the work pool')
    .argument('<limit>', 'most flow runs of the pool at once', wholeNumber(0))
    .action(async (name, limit) => {
      await change(context, name, { concurrency_limit: limit }, `Set concurrency limit for work pool '${name}' to ${limit}`)
    })

/** `millrace work-pool clear-concurrency-limit` */
export const clearConcurrencyLimit: DefineCommand = (command, context) =>
  command.argument('<name>', 'the work pool').action(async (name) => {
    await change(context, name, { concurrency_limit: null }, `Cleared concurrency limit for work pool '${name}'`)
  })

/** `millrace work-pool update` */
export const update: DefineCommand = (command, context) =>
  command
    .argument('<name>', 'the work pool')
    .option('--base-job-template <file>', 'JSON file of a new base job template')
    .option('--concurrency-limit <count>', 'most flow runs of the pool at once', wholeNumber(0))
    .option('--description <text>', 'what the pool is for')
    .action(async (name, { baseJobTemplate, concurrencyLimit, description }) => {
      const body: Change = {
        ...(baseJobTemplate === undefined ? {} : { base_job_template: await readBaseJobTemplate(context.io.cwd, baseJobTemplate) }),
        ...(concurrencyLimit === undefined ? {} : { concurrency_limit: concurrencyLimit }),
        ...(description === undefined ? {} : { description }),
      }
      if (Object.keys(body).length === 0)
        throw new CommandFailure('Nothing to update: give --base-job-template, --concurrency-limit or --description.')
      await change(context, name, body, `Updated work pool '${name}'`)
    })
