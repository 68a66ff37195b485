import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

test('makes a folder and those above it, for the owner alone, and finds nothing wrong with one that is there', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'millrace-folder-')), 'a', 'b', 'c')
  makeFolder(folder)
  makeFolder(folder)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test('refuses to make one below a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'millrace-folder-')), 'file')
  writeFileSync(file, '')
  expect(() => makeFolder(join(file, 'a'))).toThrow('ENOTDIR')
  expect(() => makeFolder(file)).toThrow('EEXIST')
})

test.runIf(existsSync('/proc/self'))('refuses at once where a parent takes no folders', () => {
  expect(() => makeFolder('/proc/millrace')).toThrow('ENOENT')
})
