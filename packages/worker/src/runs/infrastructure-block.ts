import { type Client, isStatus } from '@millrace/client'
import type { Json } from '@millrace/protocol'
import type { JobVariables } from '@millrace/sdk/runner'

/** What every infrastructure block runs when nobody chose a command; the worker knows better. */
const DEFAULT_COMMAND = 'python -m prefect.engine'

/** The fields of an infrastructure block as job variables; 2.x deployments have one, 3.x ones have a work pool. */
export async function infrastructureVariables(client: Client, id: string): Promise<JobVariables> {
  const document = await client.blockDocuments.read({ params: { id }, query: { include_secrets: true } }).catch((error: unknown) => {
    if (isStatus(error, 404)) return undefined
    throw error
  })
  // What the block `docker-container` calls its registry has another name in work pools.
  const { command, image_registry: registry = null, ...fields } = (document?.data ?? {}) as Readonly<Record<string, Json>>
  const line = commandLine(command)
  const given = Object.entries({ registry_credentials: registry, ...fields }).filter(([, value]) => value !== null)
  return { ...Object.fromEntries(given), ...(line === undefined || line === DEFAULT_COMMAND ? {} : { command: line }) }
}

function commandLine(command: Json | undefined): string | undefined {
  if (!Array.isArray(command) || command.length === 0) return undefined
  return command
    .map((word) => (/^[\w./:=@%+-]+$/.test(String(word)) ? String(word) : `'${String(word).replaceAll("'", `'"'"'`)}'`))
    .join(' ')
}
