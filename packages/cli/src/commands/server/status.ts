import { createClient, createHttpTransport } from '@millrace/client'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { format } from '../../options/format.ts'
import { wholeNumber } from '../../options/parsers.ts'
import { serverUrl } from '../../lookups/server-url.ts'

/** `millrace server status` */
export const status: DefineCommand = (command, { output, settings, io }) =>
  command
    .option('--wait', 'wait until the server answers')
    .option('-t, --timeout <seconds>', 'with --wait: give up after this time (default: never)', wholeNumber(0), 0)
    .addOption(format())
    .action(async ({ wait, timeout, output: form }) => {
      const values = await settings()
      const { url, origin } = await serverUrl(values)
      const transport = createHttpTransport({
        url,
        authString: values.api.authString,
        apiKey: values.api.key,
        timeoutSeconds: 5,
        maxRetries: 0,
        jitterFactor: 0,
        firstContactSeconds: 0,
      })
      const { admin } = createClient(transport)
      const deadline = timeout === 0 ? Infinity : Date.now() + timeout * 1000
      const signal = io.interrupted()
      for (;;) {
        const version = await admin.version().catch((error: unknown) => error)
        if (typeof version === 'string') {
          if (form === 'json') output.json({ status: 'available', api_url: url, server_version: version })
          else output.line({ text: `Server is available at ${url} and serves Prefect's API of ${version}.`, style: 'green' })
          return
        }
        if (!wait || Date.now() >= deadline || signal.aborted) {
          const reason = version instanceof Error ? version.message : String(version)
          if (form === 'json') output.json({ status: 'unavailable', api_url: url, error: reason })
          throw new CommandFailure(`${reason} (${origin})`)
        }
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
    })
