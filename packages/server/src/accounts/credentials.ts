import { epochMillis, type Right, RIGHTS_OF, timestampOf } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { findSession, noteSeen, type SessionView } from '../store/queries/account-sessions.ts'
import { type ApiKeyView, findApiKeyByPrefix, noteUsed } from '../store/queries/api-keys.ts'
import type { Transaction } from '../store/store.ts'
import type { Actor } from './actor.ts'
import type { GivenKey } from './api-key-text.ts'
import { sameSecret } from '../http/same-secret.ts'
import { Known } from './known.ts'
import { LastUses } from './last-uses.ts'

const MINUTE_MS = 60_000

interface KnownKey {
  readonly view: ApiKeyView
  readonly actor: Actor
}

/** Who calls, or undefined for credentials that do not hold; at once where they were looked up lately. */
type Found = Actor | undefined | Promise<Actor | undefined>

/**
 * Who it is that has a key or a session. What was looked up is known for two seconds, so that calls cost no query; a change made here
 * counts at once, one of another server on the same database within that time.
 */
export class Credentials {
  readonly #context: Pick<ServerContext, 'store' | 'clock' | 'settings' | 'log'>
  readonly #keys: Known<KnownKey>
  readonly #sessions: Known<SessionView>
  readonly #listeners: (() => void)[] = []
  readonly #keyUses: LastUses
  readonly #sessionUses: LastUses

  constructor(context: Pick<ServerContext, 'store' | 'clock' | 'settings' | 'log'>) {
    this.#context = context
    const { store, settings } = context
    this.#keys = new Known(async (prefix) => {
      const view = await store.read((queries) => findApiKeyByPrefix(queries, prefix))
      return view && { view, actor: actorOfKey(view) }
    })
    this.#sessions = new Known((hash) => store.read((queries) => findSession(queries, hash)))
    this.#keyUses = new LastUses(MINUTE_MS, (id, at) => this.#write((tx) => noteUsed(tx, id, timestampOf(at))))
    const idleMs = settings.server.accounts.sessionIdle * 1000
    this.#sessionUses = new LastUses(Math.min(MINUTE_MS, idleMs / 4), (hash, at) =>
      this.#write((tx) => noteSeen(tx, hash, timestampOf(at))),
    )
  }

  /** Who has a key. With `uses`, this is a use of it. */
  ofKey(given: GivenKey, uses: boolean): Found {
    const known = this.#keys.get(given.prefix)
    return known instanceof Promise ? known.then((found) => this.#ofKey(found, given, uses)) : this.#ofKey(known, given, uses)
  }

  /** Who is signed in with a session, by its hash. With `uses`, its end by idleness moves on. */
  ofSession(hash: string, uses: boolean): Found {
    const known = this.#sessions.get(hash)
    return known instanceof Promise ? known.then((found) => this.#ofSession(found, uses)) : this.#ofSession(known, uses)
  }

  /** To be called after every change of users, keys or sessions. */
  forget(): void {
    this.#keys.forget()
    this.#sessions.forget()
    for (const listener of this.#listeners) listener()
  }

  /** Calls back after every change made here. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  #ofKey(known: KnownKey | undefined, given: GivenKey, uses: boolean): Actor | undefined {
    if (known === undefined || !sameSecret(given.hash, known.view.hash)) return undefined
    const { id, disabled, expires, last_used: written } = known.view
    const now = epochMillis(this.#context.clock.now())
    if (disabled === true || (expires !== null && epochMillis(expires) <= now)) return undefined
    if (uses) this.#keyUses.note(id, now, written === null ? 0 : epochMillis(written))
    return known.actor
  }

  #ofSession(view: SessionView | undefined, uses: boolean): Actor | undefined {
    if (view === undefined) return undefined
    const { sessionIdle, sessionLongest } = this.#context.settings.server.accounts
    const now = epochMillis(this.#context.clock.now())
    const written = epochMillis(view.last_seen)
    const seen = Math.max(written, this.#sessionUses.of(view.hash) ?? 0)
    const latest = epochMillis(view.created) + sessionLongest * 1000
    if (now >= Math.min(seen + sessionIdle * 1000, latest)) return undefined
    if (uses) this.#sessionUses.note(view.hash, now, written)
    const ends = Math.min((uses ? now : seen) + sessionIdle * 1000, latest)
    return actorOfSession(view, { hash: view.hash, ends: timestampOf(ends), endsAtLatest: timestampOf(latest) })
  }

  /** Nobody waits for it, and it may fail: the next use is written again. */
  #write(work: (tx: Transaction) => Promise<void>): void {
    const { store, log } = this.#context
    store.write(work).catch((error: unknown) => log.debug({ err: error }, 'the last use of a key or session was not written'))
  }
}

function actorOfSession({ account_id: id, name, role }: SessionView, session: Actor['session']): Actor {
  const rights = new Set(RIGHTS_OF[role])
  return { kind: 'user', id, name, role, rights, user: { id, name }, workPoolName: null, keyEnds: null, session }
}

/** A key does nothing that its user may not do, whatever they were when it was made. */
function actorOfKey({ id, name, role, account_id, account_name, account_role, ...view }: ApiKeyView): Actor {
  const ofUser: readonly Right[] | undefined = account_role === null ? undefined : RIGHTS_OF[account_role]
  return {
    kind: 'key',
    id,
    name,
    role,
    rights: new Set(RIGHTS_OF[role].filter((right) => ofUser?.includes(right) ?? true)),
    user: account_id === null ? null : { id: account_id, name: account_name ?? '' },
    workPoolName: view.work_pool_name,
    keyEnds: view.expires,
    session: null,
  }
}
