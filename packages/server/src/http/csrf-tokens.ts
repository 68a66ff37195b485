import { createHmac, randomBytes } from 'node:crypto'
import { epochMillis, type Timestamp } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { claimConfiguration } from '../store/queries/configuration.ts'
import { sameSecret } from './same-secret.ts'

/** Tokens that show that a client could read an answer of ours, which a page of another site cannot. */
export interface CsrfTokens {
  /** A token for one client, good until `expiration`. */
  issue(client: string, expiration: Timestamp): Promise<string>
  /** Whether a token was issued to this client and is still good. */
  isValid(client: string, token: string): Promise<boolean>
}

/** Under which the database remembers the key by which tokens are made. */
const KEY = 'csrf-key'

const TOKEN = /^([0-9a-f]{12})[0-9a-f]{64}$/

/**
 * Tokens are signed with a key that all servers on one database share, so that none has to be looked up or cleared away. Unlike in
 * Prefect, a client's earlier token stays good until it expires.
 */
export function createCsrfTokens({ store, clock }: Pick<ServerContext, 'store' | 'clock'>): CsrfTokens {
  let opening: Promise<string> | undefined

  async function key(): Promise<string> {
    opening ??= claimKey()
    try {
      return await opening
    } catch (error) {
      opening = undefined
      throw error
    }
  }

  const claimKey = async (): Promise<string> => {
    const row = { key: KEY, value: randomBytes(32).toString('hex'), updated: clock.now() }
    const claimed = await store.write((tx) => claimConfiguration(tx, row))
    return typeof claimed === 'string' ? claimed : row.value
  }

  const sign = async (client: string, expires: string): Promise<string> =>
    expires +
    createHmac('sha256', await key())
      .update(`${expires}:${client}`)
      .digest('hex')

  return {
    issue: (client, expiration) => sign(client, Math.floor(epochMillis(expiration)).toString(16).padStart(12, '0')),
    async isValid(client, token) {
      const expires = TOKEN.exec(token)?.[1]
      if (expires === undefined || Number.parseInt(expires, 16) <= epochMillis(clock.now())) return false
      return sameSecret(token, await sign(client, expires))
    },
  }
}
