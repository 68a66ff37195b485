import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SettingsFileError } from './errors.ts'
import { profilesFile, readProfiles, writeProfiles } from './profiles.ts'

const setup = (): string => join(mkdtempSync(join(tmpdir(), 'millrace-profiles-')), 'home')

test('starts with one empty profile', () => {
  expect(readProfiles(setup())).toEqual({ active: 'default', profiles: { default: {} } })
})

test('reads what it wrote, from a file that only the owner can read', () => {
  const home = setup()
  const profiles = { active: 'local', profiles: { local: { MILLRACE_API_URL: 'http://127.0.0.1:4200/api' }, empty: {} } }
  writeProfiles(home, profiles)
  expect(readProfiles(home)).toEqual(profiles)
  expect(statSync(profilesFile(home)).mode & 0o777).toBe(0o600)
})

test('says what to do when the home cannot be written', () => {
  const root = mkdtempSync(join(tmpdir(), 'millrace-profiles-'))
  writeFileSync(join(root, 'file'), '')
  const attempt = (): void => writeProfiles(join(root, 'file', 'home'), { active: 'a', profiles: { a: {} } })
  expect(attempt).toThrow(SettingsFileError)
  expect(attempt).toThrow('Make the folder writable or set MILLRACE_HOME.')
})
