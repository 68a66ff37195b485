import { randomBytes } from 'node:crypto'
import { createSecretBox, KEY_BYTES } from './secret-box.ts'
import type { Secrets } from './secrets.ts'

/** Secrets of a test's own key, without a file. */
export function testSecrets(): Secrets {
  const box = createSecretBox(randomBytes(KEY_BYTES))
  return { open: () => Promise.resolve(box) }
}
