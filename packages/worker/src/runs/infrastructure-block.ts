import { type Client, isStatus } from '@millrace/client'
import type { Json } from '@millrace/protocol'
import type { JobVariables } from '@millrace/sdk/runner'

/** What every infrastructure block runs when nobody chose a command; the worker knows better. */
const DEFAULT_COMMAND = 'python -m prefect.engine'

/** An infrastructure block, as 2.x deployments have one and 3.x ones a work pool. */
export interface InfrastructureBlock {
  /** The slug of its type, as `docker-container`. */
  readonly slug: string
  /** Its fields as job variables. */
  readonly variables: JobVariables
}

/** Reads an infrastructure block; undefined for one that was deleted. */
export async function infrastructureBlock(client: Client, id: string): Promise<InfrastructureBlock | undefined> {
  const document = await client.blockDocuments.read({ params: { id }, query: { include_secrets: true } }).catch((error: unknown) => {
    if (isStatus(error, 404)) return undefined
    throw error
  })
  if (document === undefined) return undefined
  // What the block `docker-container` calls its registry has another name in work pools.
  const { command, image_registry: registry = null, ...fields } = document.data as Readonly<Record<string, Json>>
  const line = commandLine(command)
  const given = Object.entries({ registry_credentials: registry, ...fields }).filter(([, value]) => value !== null)
  const variables = { ...Object.fromEntries(given), ...(line === undefined || line === DEFAULT_COMMAND ? {} : { command: line }) }
  return { slug: document.block_type?.slug ?? 'process', variables }
}

function commandLine(command: Json | undefined): string | undefined {
  if (!Array.isArray(command) || command.length === 0) return undefined
  return command
    .map((word) => (/^[\w./:=@%+-]+$/.test(String(word)) ? String(word) : `'${String(word).replaceAll("'", `'"'"'`)}'`))
    .join(' ')
}
