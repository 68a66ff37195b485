import * as crypto from 'node:crypto'
import { promisify } from 'node:util'
import { HashingQueue } from './hashing-queue.ts'

/** Memory in KiB, passes, lanes: the least that OWASP advises for argon2id. */
const ARGON2 = { m: 19_456, t: 2, p: 1 } as const
/** As powers of two, blocks, lanes: where Node has no argon2, which came with 24.7. */
const SCRYPT = { ln: 17, r: 8, p: 1 } as const
const SALT = 16
const HASH = 32

const queue = new HashingQueue()

type Parameters = Readonly<Record<string, number>>
interface Algorithm {
  readonly name: string
  readonly parameters: Parameters
  /** Undefined where this Node cannot. */
  readonly compute: ((password: string, salt: Buffer, parameters: Parameters) => Promise<Buffer>) | undefined
}

const scryptOf = promisify<string, Buffer, number, crypto.ScryptOptions, Buffer>(crypto.scrypt)

const ALGORITHMS: readonly Algorithm[] = [
  {
    name: 'argon2id',
    parameters: ARGON2,
    // Through its name: a Node without it cannot import it.
    compute:
      typeof crypto['argon2'] === 'function'
        ? (message, nonce, { m: memory = 0, t: passes = 0, p: parallelism = 0 }) =>
            promisify(crypto['argon2'])('argon2id', { message, nonce, memory, passes, parallelism, tagLength: HASH })
        : undefined,
  },
  {
    name: 'scrypt',
    parameters: SCRYPT,
    compute: (password, salt, { ln = 0, r = 0, p = 0 }) =>
      scryptOf(password, salt, HASH, { cost: 2 ** ln, blockSize: r, parallelization: p, maxmem: 256 * 2 ** ln * r }),
  },
]

/**
 * The hash of a password with all that is needed to compute it again: `$argon2id$m=19456,t=2,p=1$<salt>$<hash>`, and scrypt in the same
 * form where Node has no argon2. Throws `TooManyAttempts`.
 */
export async function hashPassword(password: string): Promise<string> {
  const best = ALGORITHMS.find(({ compute }) => compute !== undefined)
  if (best?.compute === undefined) throw new Error('this Node can hash no passwords')
  const { name, parameters, compute } = best
  const salt = crypto.randomBytes(SALT)
  const hash = await queue.run(() => compute(normalised(password), salt, parameters))
  return `$${name}$${written(parameters)}$${text(salt)}$${text(hash)}`
}

/** Whether a password is that of a hash, and whether the hash is of parameters that are no longer used. Throws `TooManyAttempts`. */
export async function checkPassword(password: string, stored: string): Promise<{ readonly fits: boolean; readonly outdated: boolean }> {
  const [, name = '', given = '', salt = '', expected = ''] = stored.split('$')
  const algorithm = ALGORITHMS.find((each) => each.name === name)
  const { compute } = algorithm ?? {}
  if (compute === undefined)
    throw new Error(`a password is hashed by ${name}, which this Node cannot compute: run the server on Node 24.7 or later`)
  const hash = await queue.run(() => compute(normalised(password), Buffer.from(salt, 'base64url'), read(given)))
  const wanted = Buffer.from(expected, 'base64url')
  const best = ALGORITHMS.find((each) => each.compute !== undefined)
  return {
    fits: wanted.length === hash.length && crypto.timingSafeEqual(hash, wanted),
    outdated: best !== algorithm || given !== written(best?.parameters ?? {}),
  }
}

/** A hash that no password has, of today's parameters: what a name is checked against that nobody has. */
export const nobodysHash = (): string => {
  const best = ALGORITHMS.find(({ compute }) => compute !== undefined)
  return `$${best?.name}$${written(best?.parameters ?? {})}$${text(Buffer.alloc(SALT))}$${text(crypto.randomBytes(HASH))}`
}

/** The same letters are the same password, however a keyboard composes them. */
const normalised = (password: string): string => password.normalize('NFKC')

const written = (parameters: Parameters): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')

const read = (given: string): Parameters =>
  Object.fromEntries(given.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), Number(pair.slice(pair.indexOf('=') + 1))]))

const text = (bytes: Buffer): string => bytes.toString('base64url')
