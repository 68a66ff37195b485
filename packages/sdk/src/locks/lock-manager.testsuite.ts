import { describe, expect, test } from 'vitest'
import { LockNotHeld } from './errors.ts'
import type { LockManager } from './lock-manager.ts'

/** What every lock manager must do, run by the tests of each; `open` answers a manager on the same locks each time. */
export function describeLockManager(name: string, open: () => LockManager | Promise<LockManager>): void {
  describe(`lock manager ${name}`, () => {
    test('gives a lock to one holder at a time, and to that one again', async () => {
      const [one, other] = [await open(), await open()]
      expect(await one.acquire('one', 'a', { timeoutSeconds: 0 })).toBe(true)
      expect(await other.acquire('one', 'b', { timeoutSeconds: 0 })).toBe(false)
      expect(await other.acquire('one', 'b', { timeoutSeconds: 0.05 })).toBe(false)
      expect(await one.acquire('one', 'a', { timeoutSeconds: 0 })).toBe(true)
      expect(await other.acquire('another', 'b', { timeoutSeconds: 0 })).toBe(true)
      expect([await other.isLocked('one'), await one.isHolder('one', 'a'), await one.isHolder('one', 'b')]).toEqual([true, true, false])
      await one.release('one', 'a')
      await other.release('another', 'b')
      expect([await other.isLocked('one'), await one.isHolder('one', 'a')]).toEqual([false, false])
    })

    test('lets those who wait have it one after the other', async () => {
      const locks = await open()
      let inside = 0
      let most = 0
      const critical = async (holder: string): Promise<void> => {
        await locks.acquire('busy', holder)
        inside += 1
        most = Math.max(most, inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside -= 1
        await locks.release('busy', holder)
      }
      await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(critical))
      expect(most).toBe(1)
      expect(await locks.isLocked('busy')).toBe(false)
    })

    test('tells when a lock comes free', async () => {
      const locks = await open()
      await locks.acquire('watched', 'a')
      expect(await locks.waitFor('watched', { timeoutSeconds: 0 })).toBe(false)
      const free = locks.waitFor('watched')
      await locks.release('watched', 'a')
      expect(await free).toBe(true)
      expect(await locks.waitFor('watched')).toBe(true)
    })

    test('frees a lock whose time is over', async () => {
      const locks = await open()
      await locks.acquire('short', 'a', { holdSeconds: 0.05 })
      expect(await locks.acquire('short', 'b')).toBe(true)
      expect(await locks.isHolder('short', 'a')).toBe(false)
      await expect(locks.release('short', 'a')).rejects.toThrow(LockNotHeld)
      await locks.release('short', 'b')
    })

    test('refuses to free what is not held', async () => {
      const locks = await open()
      await expect(locks.release('nothing', 'a')).rejects.toThrow(
        "the lock 'nothing' is not held by a: it was never taken, was released, or has lapsed",
      )
    })

    test('stops waiting when it is told to', async () => {
      const locks = await open()
      await locks.acquire('long', 'a')
      const controller = new AbortController()
      const waiting = locks.acquire('long', 'b', { signal: controller.signal })
      controller.abort(new Error('enough'))
      await expect(waiting).rejects.toThrow('enough')
      await locks.release('long', 'a')
    })

    test('takes keys of any text', async () => {
      const locks = await open()
      const key = `../a/b c\u0000${'ü'.repeat(300)}`
      expect(await locks.acquire(key, 'a', { timeoutSeconds: 0 })).toBe(true)
      expect(await locks.isLocked(`${key}!`)).toBe(false)
      await locks.release(key, 'a')
    })
  })
}
