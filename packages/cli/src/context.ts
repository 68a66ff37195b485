import type { Client } from '@millrace/client'
import type { LoadOptions, Settings } from '@millrace/settings'
import type { Io } from './io.ts'
import { createOutput, type Output } from './output/output.ts'
import type { Prompts } from './prompts.ts'

type Overrides = LoadOptions['overrides']

/** What a command works with; whatever costs time to get is got when it is asked for. */
export interface Context {
  readonly io: Io
  readonly output: Output
  /** The settings in force, with those that the command's own options decide from now on. Warns of names that are no settings. */
  readonly settings: (overrides?: Overrides) => Promise<Settings>
  /** The server of these settings: over HTTP, or embedded on the home when no URL is set. */
  readonly client: () => Promise<Client>
  /** Settings as they were last read; for error messages. */
  readonly lastSettings: () => Settings | undefined
  /** Chooses the profile of this command. */
  readonly useProfile: (name: string) => void
  /** Questions to the person at the terminal; undefined when nobody is there, or nobody is to be asked. */
  readonly prompts: () => Prompts | undefined
  /** Asks nobody from now on. */
  readonly neverAsk: () => void
  /** Ends the connection. */
  readonly close: () => Promise<void>
}

/** Makes the context of one command. */
export function createContext(io: Io): Context {
  let chosen: Overrides = {}
  let last: Settings | undefined
  let client: Promise<Client> | undefined
  let asks = true
  const warned = new Set<string>()

  async function settings(overrides: Overrides = {}): Promise<Settings> {
    const { loadSettings, warningsOf } = await import('@millrace/settings')
    chosen = { ...chosen, ...overrides }
    last = loadSettings({ env: io.env, cwd: io.cwd, overrides: chosen })
    for (const warning of warningsOf(last)) {
      if (!warned.has(warning)) output.warning(warning)
      warned.add(warning)
    }
    return last
  }

  async function connect(): Promise<Client> {
    const { openClient } = await import('./connection.ts')
    return await openClient(await settings())
  }

  const output = createOutput(io, () => last?.cli.colors ?? true)
  return {
    io,
    output,
    settings,
    lastSettings: () => last,
    client: async () => await (client ??= connect()),
    useProfile: (profile) => {
      chosen = { ...chosen, profile }
    },
    prompts: () => (asks ? io.prompts : undefined),
    neverAsk: () => {
      asks = false
    },
    async close() {
      const opened = await client?.catch(() => undefined)
      await opened?.transport.close()
    },
  }
}
