import { type Client, createClient } from '@millrace/client'
import { connect, setEmbeddedServer } from '@millrace/sdk/connection'
import type { Settings } from '@millrace/settings'

/** The client of the server that these settings name, of the one that runs on their home, or of one embedded here. */
export async function openClient(settings: Settings): Promise<Client> {
  setEmbeddedServer(async () => await import('@millrace/server'))
  return createClient(await connect(settings))
}
