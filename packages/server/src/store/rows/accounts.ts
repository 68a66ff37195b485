import type { KeyRole, Role, Timestamp } from '@millrace/protocol'
import type { Stored } from './stored.ts'

/** A user. */
export interface AccountRow extends Stored {
  name: string
  /** By which names are the same: without regard to case and forms of letters. */
  folded_name: string
  role: Role
  /** Its hash, with the parameters of the hash. */
  password: string
  disabled: boolean
  last_sign_in: Timestamp | null
}

/** A browser in which a user is signed in. */
export interface AccountSessionRow {
  /** SHA-256 of what the cookie has. */
  hash: string
  account_id: string
  created: Timestamp
  /** To the minute. */
  last_seen: Timestamp
}

/** A key of a program. */
export interface ApiKeyRow extends Stored {
  name: string
  /** The part by which it is found: eight hexadecimal digits. */
  prefix: string
  /** SHA-256 of the whole key. */
  hash: string
  role: KeyRole
  /** Whose it is; null for one of the server itself. */
  account_id: string | null
  work_pool_name: string | null
  expires: Timestamp | null
  /** To the minute. */
  last_used: Timestamp | null
}
