import { appendFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Option } from '@commander-js/extra-typings'
import type { EventFilterInput, ReceivedEvent } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { streamEvents } from '../../events/event-stream.ts'
import { collect } from '../../options/parsers.ts'
import { oneLine } from '../../output/escape.ts'
import { childApiUrl } from '../../runs/child-api-url.ts'

/** `millrace event stream` */
export const stream: DefineCommand = (command, context) =>
  command
    .addOption(
      new Option('--format <format>', 'how events are printed, a line each').choices(['json', 'text'] as const).default('json' as const),
    )
    .option('--output-file <file>', 'append them to this file instead')
    .option('--run-once', 'stop after one event')
    .option('--event <prefix>', 'only events whose name begins so, as in prefect.flow-run.; may be given several times', collect, [])
    .option('--resource <prefix>', 'only events of resources whose id begins so, may be given several times', collect, [])
    .option('--related <id>', 'only events that this resource has to do with, may be given several times', collect, [])
    .action(async ({ format, outputFile, runOnce, ...wish }) => {
      const { io, output } = context
      const url = childApiUrl(await context.client())
      if (url === undefined)
        throw new CommandFailure("Events are told by a server: start one with 'millrace server start', or set MILLRACE_API_URL.")
      const written = format === 'json' ? (event: ReceivedEvent) => JSON.stringify(event) : lineOf
      const file = outputFile === undefined ? undefined : resolve(io.cwd, outputFile)
      const events = streamEvents({
        url,
        settings: await context.settings(),
        filter: filterOf(wish),
        signal: io.interrupted(),
        onLive: () => output.note(`Listening to the events of ${url}.`),
        onLoss: (reason) => output.warning(`${reason}; it is opened again.`),
      })
      for await (const event of events) {
        const line = `${written(event)}\n`
        if (file === undefined) output.raw(line)
        else await appendFile(file, line)
        if (runOnce) return
      }
    })

interface Wish {
  readonly event: readonly string[]
  readonly resource: readonly string[]
  readonly related: readonly string[]
}

const filterOf = ({ event, resource, related }: Wish): EventFilterInput => ({
  ...(event.length === 0 ? {} : { event: { prefix: event.map(asPrefix) } }),
  ...(resource.length === 0 ? {} : { resource: { id_prefix: resource.map(asPrefix) } }),
  ...(related.length === 0 ? {} : { related: { id: [...related] } }),
})

/** `order.*`, as triggers have it, means what begins with `order.`. */
const asPrefix = (text: string): string => text.replace(/\*$/, '')

const lineOf = ({ occurred, event, resource }: ReceivedEvent): string =>
  oneLine(`${occurred} ${event} ${resource['prefect.resource.id'] ?? ''}`)
