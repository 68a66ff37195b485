import { foldedName } from '../store/queries/accounts.ts'

/** Failures of an address that are let pass, each of which a minute without another forgives. */
const FREE = 5
const FORGIVEN_MS = 60_000
/** The longest that an address has to wait. */
const LONGEST_MS = 60_000
/** What is said to an address that has to wait. */
export const tooManyFailures = (seconds: number): string => `Too many failed logins from this address; try again in ${seconds} s.`

/** Addresses, alone and with a name, that are remembered; beyond it the one that was remembered first is forgotten. */
const MOST = 10_000

interface Failures {
  count: number
  last: number
}

/**
 * Who gives wrong credentials again and again has to wait: after five failures a second, then two, four, and so on up to a minute. Addresses
 * of this machine are let be: there a proxy may stand for everybody (see `MILLRACE_SERVER_API_TRUSTED_PROXIES`). Failures to sign in by the
 * name of a user are counted for that name from that address as well, this machine's too.
 */
export class FailedLogins {
  readonly #failures = new Map<string, Failures>()
  readonly #now: () => number

  /** `now` gives milliseconds that only grow. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Whole seconds until credentials of an address are looked at again; 0 for now. */
  secondsLeft(address: string, name?: string): number {
    const left = this.#left(address)
    return name === undefined ? left : Math.max(left, this.#left(together(address, name)))
  }

  /** Remembers that an address gave wrong credentials. */
  failed(address: string, name?: string): void {
    if (!isThisMachine(address)) this.#count(address)
    if (name !== undefined) this.#count(together(address, name))
  }

  #left(of: string): number {
    const known = this.#failures.get(of)
    if (known === undefined || known.count < FREE) return 0
    const wait = Math.min(1000 * 2 ** (known.count - FREE), LONGEST_MS)
    return Math.max(0, Math.ceil((known.last + wait - this.#now()) / 1000))
  }

  #count(of: string): void {
    const now = this.#now()
    const known = this.#failures.get(of)
    const forgiven = known === undefined ? 0 : Math.floor((now - known.last) / FORGIVEN_MS)
    this.#failures.delete(of)
    this.#failures.set(of, { count: Math.max(0, (known?.count ?? 0) - forgiven) + 1, last: now })
    if (this.#failures.size > MOST) this.#forgetFirst()
  }

  #forgetFirst(): void {
    for (const address of this.#failures.keys()) {
      this.#failures.delete(address)
      return
    }
  }
}

/** Names are the same in any case; no address has a space. */
const together = (address: string, name: string): string => `${address} ${foldedName(name)}`

const isThisMachine = (address: string): boolean => /^(?:127\.|::1$|::ffff:127\.)/.test(address)
