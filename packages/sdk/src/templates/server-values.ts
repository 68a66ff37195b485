import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { Json } from '@millrace/protocol'
import type { Lookup } from './fill-template.ts'

const VARIABLE = /^(?:prefect|millrace)\.variables\.(.+)$/
const BLOCK = /^(?:prefect|millrace)\.blocks\.([^.]+)\.([^.]+)(?:\.(.+))?$/
const ENVIRONMENT = /^\$(\w+)$/

/**
 * Looks up what job templates may name beside variables: `prefect.variables.NAME` and `prefect.blocks.TYPE.NAME.FIELD`
 * of the server, `$NAME` of the environment. The values stay with who asks.
 */
export const serverValues =
  (client: Client, env: Readonly<Record<string, string | undefined>> = process.env): Lookup =>
  async (name) => {
    const [, variable] = VARIABLE.exec(name) ?? []
    if (variable !== undefined)
      return await unlessMissing(async () => (await client.variables.readByName({ params: { name: variable } })).value)
    const [, type, block, field] = BLOCK.exec(name) ?? []
    if (type !== undefined && block !== undefined) return await unlessMissing(async () => fieldOf(await dataOf(client, type, block), field))
    const [, environment] = ENVIRONMENT.exec(name) ?? []
    return environment === undefined ? undefined : env[environment]
  }

async function unlessMissing(read: () => Promise<Json | undefined>): Promise<Json | undefined> {
  try {
    return await read()
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

async function dataOf(client: Client, slug: string, name: string): Promise<Json> {
  const document = await client.blockTypes.readDocument({
    params: { slug, block_document_name: name },
    query: { include_secrets: true },
  })
  return document.data
}

function fieldOf(data: Json, path: string | undefined): Json | undefined {
  const keys = path === undefined ? [] : path.split('.')
  const found = keys.reduce<Json | undefined>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, Json>)[key] : undefined),
    data,
  )
  if (path !== undefined || typeof found !== 'object' || found === null || !('value' in found)) return found
  // A block of one value, as Secret and JSON are, stands for that value.
  return (found as { readonly value: Json }).value
}
