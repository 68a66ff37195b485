/** The secrets in the database cannot be read or written: the key file is missing, open to others, damaged, or another's. The message says what to do. */
export class SecretKeyUnusable extends Error {
  override readonly name = 'SecretKeyUnusable'
}

/** What was to be decrypted is damaged, or was moved here from another row or field. */
export class SecretDamaged extends Error {
  override readonly name = 'SecretDamaged'
}
