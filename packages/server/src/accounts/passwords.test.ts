import { describe, expect, it } from 'vitest'
import { HashingQueue } from './hashing-queue.ts'
import { checkPassword, hashPassword, nobodysHash } from './passwords.ts'

const stored = (name: string, parameters: string, salt: string, hash: string): string =>
  `$${name}$${parameters}$${Buffer.from(salt).toString('base64url')}$${Buffer.from(hash, 'hex').toString('base64url')}`

describe('a password', () => {
  it.each([
    // The tests of argon2's reference implementation, and of RFC 7914.
    ['argon2id', 'm=65536,t=2,p=1', 'password', 'somesalt', '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'],
    ['scrypt', 'ln=14,r=8,p=1', 'pleaseletmein', 'SodiumChloride', '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2'],
  ])('hashed by %s with %s is known, and hashed anew', async (name, parameters, password, salt, hash) => {
    const known = stored(name, parameters, salt, hash)
    expect(await checkPassword(password, known)).toEqual({ fits: true, outdated: true })
    expect((await checkPassword(`${password}x`, known)).fits).toBe(false)
  })

  it('is hashed by argon2id of 19 MiB, with another salt each time', async () => {
    const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
    expect(first).toMatch(/^\$argon2id\$m=19456,t=2,p=1\$[\w-]{22}\$[\w-]{43}$/)
    expect(first).not.toBe(second)
    expect(await checkPassword('correct horse', first)).toEqual({ fits: true, outdated: false })
    expect((await checkPassword('Correct horse', first)).fits).toBe(false)
  })

  it('is the same however a keyboard composes its letters', async () => {
    expect((await checkPassword('s\u0308oftly now', await hashPassword('s\u0308oftly now'.normalize('NFC')))).fits).toBe(true)
  })

  it('of nobody costs what one of somebody does', async () => {
    expect(nobodysHash().split('$').slice(0, 3)).toEqual((await hashPassword('correct horse')).split('$').slice(0, 3))
    expect((await checkPassword('correct horse', nobodysHash())).fits).toBe(false)
  })
})

describe('the queue of passwords', () => {
  it('works on two at once, lets 32 wait, and turns the rest away', async () => {
    const queue = new HashingQueue()
    let running = 0
    let most = 0
    const gate = Promise.withResolvers<void>()
    const work = async (): Promise<void> => {
      running += 1
      most = Math.max(most, running)
      await gate.promise
      running -= 1
    }
    const all = Array.from({ length: 40 }, () => queue.run(work))
    const settled = Promise.allSettled(all)
    gate.resolve()
    const failed = (await settled).filter(({ status }) => status === 'rejected')
    expect([most, failed.length]).toEqual([2, 6])
    expect(failed[0]).toMatchObject({ reason: { name: 'TooManyAttempts', retryAfter: 1 } })
    await expect(queue.run(async () => 'free again')).resolves.toBe('free again')
  })

  it('goes on after work that fails', async () => {
    const queue = new HashingQueue()
    await expect(queue.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(queue.run(async () => 1)).resolves.toBe(1)
  })
})
