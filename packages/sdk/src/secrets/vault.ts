import { z } from 'zod'
import { MillraceError } from '../errors.ts'
import type { SecretProvider } from './secret-provider.ts'

/** Milliseconds that a vault may take to answer. */
const ANSWERS_WITHIN = 10_000

const fields = z.record(z.string(), z.unknown())
/** Version 2 of the key-value store wraps its data once more. */
const answer = z.object({ data: z.union([z.object({ data: fields, metadata: fields }).transform(({ data }) => data), fields]) })

/**
 * `vault:secret/data/db#password`: the field of a secret of HashiCorp Vault, or whatever speaks its HTTP API, as OpenBao does. The server is
 * that of `VAULT_ADDR`, the token that of `VAULT_TOKEN`, the namespace, if any, that of `VAULT_NAMESPACE`.
 */
export const vaultSecrets = (env: NodeJS.ProcessEnv = process.env): SecretProvider => ({
  async read(path) {
    const { VAULT_ADDR: address, VAULT_TOKEN: token, VAULT_NAMESPACE: namespace } = env
    if (!address || !token) throw new MillraceError('set VAULT_ADDR and VAULT_TOKEN, by which the vault is reached')
    const [place = '', field = 'value'] = path.split('#')
    const response = await fetch(`${address.replace(/\/+$/, '')}/v1/${place.replace(/^\/+/, '')}`, {
      headers: { 'x-vault-token': token, ...(namespace ? { 'x-vault-namespace': namespace } : {}) },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWERS_WITHIN),
    })
    if (response.status === 404) return undefined
    if (!response.ok) throw new MillraceError(`the vault at ${address} answered ${response.status}`)
    const value = answer.parse(await response.json()).data[field]
    return typeof value === 'string' || value === undefined ? value : JSON.stringify(value)
  },
})
