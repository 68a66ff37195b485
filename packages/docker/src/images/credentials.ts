import { z } from 'zod'

/** A block `docker-registry`, or Prefect's `docker-registry-credentials`. */
export const registryCredentials = z.object({
  username: z.string(),
  password: z.string(),
  registry_url: z.string(),
})

/** Who logs in to a registry, with which password, and where. */
export type RegistryCredentials = Readonly<z.output<typeof registryCredentials>>

/** Credentials as the engine takes them. */
export const authOf = ({
  username,
  password,
  registry_url,
}: RegistryCredentials): { username: string; password: string; serveraddress: string } => ({
  username,
  password,
  serveraddress: registry_url.replace(/^https?:\/\//, ''),
})
