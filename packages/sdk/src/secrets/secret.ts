import { BlockNotFound } from '../blocks/errors.ts'
import { blocks } from '../blocks/built-in.ts'
import { SecretValue } from '../blocks/secret-value.ts'
import { describeError } from '../errors.ts'
import { environmentSecrets, fileSecrets } from './environment.ts'
import { SecretUnavailable } from './errors.ts'
import { registeredProvider, registeredSchemes, type SecretProvider } from './secret-provider.ts'
import { vaultSecrets } from './vault.ts'

/** Secret blocks of the server. */
const blockSecrets: SecretProvider = {
  async read(name) {
    try {
      const value = (await blocks.secret.load(name)).values.value.get()
      return typeof value === 'string' ? value : JSON.stringify(value)
    } catch (error) {
      if (error instanceof BlockNotFound) return undefined
      throw error
    }
  },
}

const BUILT_IN: Readonly<Record<string, () => SecretProvider>> = {
  block: () => blockSecrets,
  env: environmentSecrets,
  file: () => fileSecrets,
  vault: vaultSecrets,
}

/**
 * Reads a secret where this process runs, hidden in logs and as JSON: `secret('api-key')` a secret block, `secret('env:API_KEY')` a
 * variable, `secret('file:/run/secrets/db')` a file, `secret('vault:secret/data/db#password')` a vault, and whatever
 * `registerSecretProvider` added.
 *
 * @throws SecretUnavailable when there is none of that name, or its provider refuses it.
 */
export async function secret(reference: string): Promise<SecretValue> {
  const [, scheme = 'block', path = reference] = /^([a-z][a-z\d-]*):(.*)$/s.exec(reference) ?? []
  const provider = registeredProvider(scheme) ?? (Object.hasOwn(BUILT_IN, scheme) ? BUILT_IN[scheme]?.() : undefined)
  if (provider === undefined) {
    const known = [...new Set([...Object.keys(BUILT_IN), ...registeredSchemes()])]
    throw new SecretUnavailable(reference, `there is no provider '${scheme}'; there are ${known.join(', ')}`)
  }
  const value = await provider.read(path).catch((error: unknown) => {
    throw new SecretUnavailable(reference, describeError(error), error)
  })
  if (value === undefined) throw new SecretUnavailable(reference, `${scheme} has none of that name`)
  return new SecretValue(value)
}
