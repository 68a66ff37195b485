import type { ResultStorage } from './storage.ts'

/** Keeps results in this process, until it ends: for tests, and for results that only tasks of one process share. */
export function memoryStorage(): ResultStorage {
  const texts = new Map<string, string>()
  return {
    address: 'memory',
    read: (key) => Promise.resolve(texts.get(key)),
    write: (key, text) => {
      texts.set(key, text)
      return Promise.resolve()
    },
    remove: (key) => {
      texts.delete(key)
      return Promise.resolve()
    },
  }
}
