import type { Client } from '@millrace/client'
import type { ApiKey } from '@millrace/protocol'
import { CommandFailure } from '../errors.ts'
import { didYouMean } from './did-you-mean.ts'
import { orMissing } from './missing.ts'

const NO_KEYS = 'This server knows no API keys; those of Millrace do from the version on that has accounts.'

/** One's own keys; for who administers, everybody's. */
export const listApiKeys = async ({ apiKeys }: Client): Promise<readonly ApiKey[]> => await orMissing(apiKeys.list(), NO_KEYS)

/** A key by its id, the beginning that is shown of it, or its name, where only one has that. */
export async function findApiKey(client: Client, wanted: string): Promise<ApiKey> {
  const all = await listApiKeys(client)
  const found = all.filter(({ id, prefix, name }) => [id, prefix, name].includes(wanted))
  const [key] = found
  if (key === undefined) {
    const like = await didYouMean(
      wanted,
      all.map(({ name }) => name),
    )
    throw new CommandFailure(`API key '${wanted}' not found.${like}`)
  }
  if (found.length === 1) return key
  throw new CommandFailure(`${found.length} API keys have the name '${wanted}'; say which: ${found.map(({ prefix }) => prefix).join(', ')}`)
}
