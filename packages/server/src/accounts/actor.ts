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
  /** The user, also where it is a key of theirs that calls. */
  readonly user: { readonly id: string; readonly name: string } | null
  /** The only work pool that a worker's key may serve; null for any. */
  readonly workPoolName: string | null
  /** When the key ends; null for none, or for never. */
  readonly keyEnds: string | null
  /** Of a browser that is signed in. */
  readonly session: ActorSession | null
}

/** The session of a browser. */
export interface ActorSession {
  /** By which it is found; null for one of the auth string, which the server does not keep. */
  readonly hash: string | null
  /** When it ends if nothing is called, and when in any case. */
  readonly ends: string
  readonly endsAtLatest: string
}

/** An actor of whom nothing is known. */
const NAMELESS = { id: null, name: null, role: null, user: null, workPoolName: null, keyEnds: null, session: null } as const

/** Whoever calls a server that asks for no credentials, this process itself among them. */
export const ANYBODY: Actor = { ...NAMELESS, kind: 'nobody', rights: new Set(RIGHTS) }

/** Who has given no credentials that hold, where they are asked for. */
export const NOBODY: Actor = { ...NAMELESS, kind: 'nobody', rights: new Set() }

/** Who has the shared auth string; its part before the colon is their name. */
export const sharedActor = (authString: string, session: ActorSession | null): Actor => ({
  ...NAMELESS,
  kind: 'shared',
  name: authString.split(':', 1)[0] ?? '',
  rights: new Set(RIGHTS),
  session,
})

/** What a call says of who makes it, when this process makes it itself. */
export const WITHIN = { actor: ANYBODY, address: null } as const
