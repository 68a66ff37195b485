import { type ActorName, type KeyRole, type Right, RIGHTS } from '@millrace/protocol'

/** Who calls, as the credentials of a call say, and what they may do. */
export interface Actor {
  readonly kind: ActorName['kind']
  /** Of the user or key. */
  readonly id: string | null
  readonly name: string | null
  /** Null for the shared auth string, and for everybody on a server that asks for no credentials. */
  readonly role: KeyRole | null
  readonly rights: ReadonlySet<Right>
  /** The only work pool that a worker's key may serve; null for any. */
  readonly workPoolName: string | null
}

/** Whoever calls a server that asks for no credentials, this process itself among them. */
export const ANYBODY: Actor = { kind: 'nobody', id: null, name: null, role: null, rights: new Set(RIGHTS), workPoolName: null }

/** What a call says of who makes it, when this process makes it itself. */
export const WITHIN = { actor: ANYBODY, address: null } as const
