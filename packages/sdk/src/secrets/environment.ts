import { readFile } from 'node:fs/promises'
import type { SecretProvider } from './secret-provider.ts'

/** `env:NAME`: a variable of the environment. */
export const environmentSecrets = (env: NodeJS.ProcessEnv = process.env): SecretProvider => ({
  read: (name) => Promise.resolve(env[name]),
})

/** `file:/run/secrets/name`: a file, as Docker and Kubernetes put secrets into containers; a line break at its end is not part of it. */
export const fileSecrets: SecretProvider = {
  async read(path) {
    try {
      return (await readFile(path, 'utf8')).replace(/\r?\n$/, '')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  },
}
