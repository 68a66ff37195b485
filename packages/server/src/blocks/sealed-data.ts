import type { Json } from '@millrace/protocol'
import type { SecretBox } from '../secrets/secret-box.ts'
import type { BlockDocumentRow } from '../store/schema.ts'

/** Encrypts the data of a block, all of it: which parts are secret is for its schema to say, and that may be wrong. */
export const sealData = (box: SecretBox, row: string, data: { readonly [key: string]: Json }): string =>
  box.seal(JSON.stringify(data), placeOf(row))

/** Throws `SecretKeyUnusable` or `SecretDamaged`. */
export const unsealData = (box: SecretBox, { id, encrypted_data }: BlockDocumentRow): { readonly [key: string]: Json } =>
  JSON.parse(box.unseal(encrypted_data, placeOf(id))) as { readonly [key: string]: Json }

const placeOf = (row: string) => ({ table: 'block_document', row, field: 'encrypted_data' })
