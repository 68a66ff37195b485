import { timestampOf } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import type { Headers } from '../http/caller.ts'
import { FailedLogins } from '../http/failed-logins.ts'
import { sameSecret } from '../http/same-secret.ts'
import { givenSession, isOfAuthString } from '../http/session.ts'
import { baseOf } from '../ui/base.ts'
import { type Actor, sharedActor } from './actor.ts'
import { parseApiKey } from './api-key-text.ts'
import { Credentials } from './credentials.ts'

type Found = Actor | undefined | Promise<Actor | undefined>

const BASIC = /^Basic +([A-Za-z0-9+/=_-]+) *$/i
const BEARER = /^Bearer +(\S+) *$/i

/** Which credentials a server takes: the shared auth string, where one is set, and with accounts on those of users and keys. */
export class Access {
  readonly credentials: Credentials
  readonly logins = new FailedLogins()
  readonly authString: string | null
  readonly accountsEnabled: boolean
  readonly #base: string
  readonly #shared: Actor | undefined

  constructor(context: ServerContext) {
    const { api, accounts, ui } = context.settings.server
    this.credentials = new Credentials(context)
    this.authString = api.authString
    this.accountsEnabled = accounts.enabled
    this.#base = baseOf(ui.serveBase)
    this.#shared = api.authString === null ? undefined : sharedActor(api.authString, null)
  }

  /** Whether calls need credentials at all. */
  get isRequired(): boolean {
    return this.authString !== null || this.accountsEnabled
  }

  /** Whose browser it is that calls. With `uses`, its session does not end by idleness for now. */
  ofCookie(headers: Headers, uses: boolean): Found {
    const given = givenSession(headers, this.#base)
    if (given === undefined) return undefined
    if ('hash' in given) return this.accountsEnabled ? this.credentials.ofSession(given.hash, uses) : undefined
    if (this.authString === null || !isOfAuthString(given, this.authString, Date.now())) return undefined
    const ends = timestampOf(given.until * 1000)
    return sharedActor(this.authString, { hash: null, ends, endsAtLatest: ends })
  }

  /** Whose key, or the auth string, the header `Authorization` has. */
  ofHeader({ authorization }: Headers): Found {
    if (typeof authorization !== 'string') return undefined
    const basic = BASIC.exec(authorization)?.[1]
    if (basic !== undefined) return this.ofToken(Buffer.from(basic, 'base64').toString('utf8'))
    const bearer = BEARER.exec(authorization)?.[1]
    return bearer === undefined ? undefined : this.#ofKey(bearer, true)
  }

  /** Who has a text that is a key, `name:key`, or the auth string, as sockets and `Basic` have it. */
  ofToken(token: string, uses = true): Found {
    if (this.authString !== null && sameSecret(token, this.authString)) return this.#shared
    return this.#ofKey(token.slice(token.indexOf(':') + 1), uses)
  }

  #ofKey(text: string, uses: boolean): Found {
    const given = this.accountsEnabled ? parseApiKey(text) : undefined
    return given === undefined ? undefined : this.credentials.ofKey(given, uses)
  }
}
