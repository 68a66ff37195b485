import type { DefineCommand } from '../command.ts'
import { format } from '../options/format.ts'

/** `millrace version` */
export const version: DefineCommand = (command, { output, settings }) =>
  command
    .option('--omit-integrations', 'taken for compatibility: there are none to list')
    .addOption(format())
    .action(async ({ output: form }) => {
      const { API_VERSION, PREFECT_VERSION, VERSION } = await import('../versions.ts')
      const { api, home, server } = await settings()
      const facts = {
        version: VERSION,
        'API version': API_VERSION,
        "serves Prefect's API of": PREFECT_VERSION,
        'Node.js version': process.versions.node,
        platform: `${process.platform}/${process.arch}`,
        'server type': api.url === null ? `the one that runs on ${home}, or embedded` : `server at ${api.url}`,
        // What is behind the address of a server is not known here.
        ...(api.url === null ? { database: (server.database.connectionUrl ?? '').startsWith('postgres') ? 'postgresql' : 'sqlite' } : {}),
      }
      if (form === 'json') return output.json(facts)
      const width = Math.max(...Object.keys(facts).map((name) => name.length)) + 2
      for (const [name, value] of Object.entries(facts)) output.line({ text: `${name}:`.padEnd(width), style: 'cyan' }, value)
    })
