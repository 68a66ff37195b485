import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { SecretDamaged, SecretKeyUnusable } from './errors.ts'

const ALGORITHM = 'aes-256-gcm'
/** Of the text's form, for when it changes. */
const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16
export const KEY_BYTES = 32

/** Where a secret lies. It is bound to its place: in another row or field it does not decrypt. */
export interface Place {
  readonly table: string
  readonly row: string
  readonly field: string
}

/** Encrypts and decrypts with one key (AES-256-GCM, a random nonce each time). */
export interface SecretBox {
  /** Tells keys apart without giving anything away of them. */
  readonly keyId: string
  /** Text that only this key opens, at this place. */
  seal(secret: string, place: Place): string
  /** Throws `SecretKeyUnusable` for what another key sealed, `SecretDamaged` for what was changed or moved. */
  unseal(sealed: string, place: Place): string
}

/** Makes a box of a key of 32 bytes. */
export function createSecretBox(key: Buffer): SecretBox {
  const keyId = keyIdOf(key)
  return {
    keyId,
    seal(secret, place) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(additionalData(place))
      const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return [VERSION, keyId, sealed.toString('base64url')].join('.')
    },
    unseal(text, place) {
      const [version, sealedBy, data] = text.split('.')
      if (version !== VERSION || sealedBy === undefined || data === undefined) throw damaged(place)
      if (sealedBy !== keyId) {
        throw new SecretKeyUnusable(
          `expected the key ${sealedBy}, by which ${nameOf(place)} was encrypted, got the key ${keyId}; put the former secret.key back`,
        )
      }
      return open(key, Buffer.from(data, 'base64url'), place)
    },
  }
}

function open(key: Buffer, sealed: Buffer, place: Place): string {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw damaged(place)
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(additionalData(place)).setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch (error) {
    throw damaged(place, error)
  }
}

const keyIdOf = (key: Buffer): string => createHash('sha256').update('millrace secret key').update(key).digest('hex').slice(0, 16)

const additionalData = ({ table, row, field }: Place): Buffer => Buffer.from(JSON.stringify([table, row, field]))

const nameOf = ({ table, row, field }: Place): string => `${field} of ${table} ${row}`

const damaged = (place: Place, cause?: unknown): SecretDamaged =>
  new SecretDamaged(`${nameOf(place)} does not decrypt: it was changed or moved from elsewhere; restore it from a backup`, { cause })
