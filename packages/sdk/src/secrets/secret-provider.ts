import { MillraceError } from '../errors.ts'

/** Where secrets come from: asked by the process of a flow run, never by the server. */
export interface SecretProvider {
  /** The secret at a path; undefined when there is none. */
  read(path: string): Promise<string | undefined>
}

const registered = new Map<string, SecretProvider>()

/**
 * Makes `secret('scheme:path')` ask a provider of your own, such as the secrets manager of a cloud; one that is built in is replaced.
 *
 * @throws MillraceError for a scheme that is no word of letters, digits and hyphens.
 */
export function registerSecretProvider(scheme: string, provider: SecretProvider): void {
  if (!/^[a-z][a-z\d-]*$/.test(scheme)) throw new MillraceError(`expected a scheme such as 'aws', of small letters, got '${scheme}'`)
  registered.set(scheme, provider)
}

/** The provider that was registered for a scheme. */
export const registeredProvider = (scheme: string): SecretProvider | undefined => registered.get(scheme)

/** The schemes that providers were registered for. */
export const registeredSchemes = (): readonly string[] => [...registered.keys()]
