import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { BlockDocument, Json } from '@millrace/protocol'
import { INFRASTRUCTURE_TYPES, infrastructureOfType } from './anonymous-infrastructure.ts'
import { UnknownInfrastructureBlock } from './errors.ts'

type JsonObject = Readonly<Record<string, Json>>

/**
 * An infrastructure block as deployment files have it: its fields, and which block they are of.
 *
 * @throws UnknownInfrastructureBlock when there is no block of that name, or the name is not `type/name`.
 */
export async function infrastructureFromBlock(client: Client, slug: string): Promise<Record<string, Json>> {
  const [type, name, ...more] = slug.split('/')
  if (type === undefined || name === undefined || more.length > 0)
    throw new UnknownInfrastructureBlock(`expected an infrastructure block as 'block-type/block-name', got '${slug}'`)
  try {
    const document = await client.blockTypes.readDocument({
      params: { slug: type, block_document_name: name },
      query: { include_secrets: true },
    })
    if (document.block_schema?.capabilities.includes('run-infrastructure') === false)
      throw new UnknownInfrastructureBlock(
        `the block '${slug}' is no infrastructure; infrastructures are blocks of the types ${INFRASTRUCTURE_TYPES.join(', ')}`,
      )
    return named(document, type)
  } catch (error) {
    if (isStatus(error, 404)) throw new UnknownInfrastructureBlock(`there is no block '${slug}'`, { cause: error })
    throw error
  }
}

/** A block that has a name: its fields stand in the file to be read, and it is found by its id. */
const named = ({ id, name, data }: BlockDocument, type: string): Record<string, Json> => ({
  type,
  ...(data as JsonObject),
  _block_document_id: id,
  _block_document_name: name,
  _is_anonymous: false,
  block_type_slug: type,
  _block_type_slug: type,
})

/**
 * The infrastructure that a deployment has on the server, as deployment files have it; undefined where its block is gone. The fields of
 * an anonymous one are the file's own, and can be changed there.
 */
export async function infrastructureThere(client: Client, id: string): Promise<Record<string, Json> | undefined> {
  try {
    const document = await client.blockDocuments.read({ params: { id }, query: { include_secrets: true } })
    const type = document.block_type?.slug
    if (type === undefined) return undefined
    if (!document.is_anonymous) return named(document, type)
    return { ...(await infrastructureOfType(client, type)), ...(document.data as JsonObject) }
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

/** What the infrastructure of a deployment file means for the API: a block by its id, or job variables. */
export interface InfrastructureReference {
  readonly documentId: string | null
  readonly jobVariables: JsonObject
}

/** Fields of every block that are no variables of a job. */
const NO_VARIABLES: ReadonlySet<string> = new Set(['type', 'block_type_slug'])

/** Reads the infrastructure of a deployment file; what is empty or null there says nothing. */
export function infrastructureReference(infrastructure: JsonObject | null): InfrastructureReference {
  const { _block_document_id: id, stream_output: stream, command, ...fields } = infrastructure ?? {}
  if (typeof id === 'string') return { documentId: id, jobVariables: {} }
  const said = Object.entries(fields).filter(([key, value]) => !key.startsWith('_') && !NO_VARIABLES.has(key) && !isEmpty(value))
  const line = Array.isArray(command) ? command.join(' ') : command
  return {
    documentId: null,
    jobVariables: {
      ...Object.fromEntries(said),
      ...(stream === false ? { stream_output: false } : {}),
      ...(typeof line === 'string' && line !== '' ? { command: line } : {}),
    },
  }
}

const isEmpty = (value: Json): boolean => value === null || (typeof value === 'object' && Object.keys(value).length === 0)
