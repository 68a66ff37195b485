import { expect, test } from 'vitest'
import { hasOrigin, shortVersion } from './short-version.ts'

test.each([
  ['9fceb02d0ae598e95dc970b74767f19372d61af8', '9fceb02d'],
  ['sha256:9fceb02d0ae598e95dc970b74767f19372d61af89fceb02d0ae598e95dc970b7', 'sha256:9fceb02d'],
  ['9fceb02d0ae598e95dc970b74767f19372d61af8-dirty', '9fceb02d-dirty'],
  ['2026.11.1', '2026.11.1'],
  ['abcdef12', 'abcdef12'],
])('the version %s is shown as %s', (version, shown) => expect(shortVersion(version)).toBe(shown))

test('a version comes from somewhere when branch, repository, address or message are told', () => {
  expect(hasOrigin({ type: 'vcs:github', version: '1', branch: 'main' })).toBe(true)
  expect(hasOrigin({ type: 'prefect:simple', version: '1', branch: null })).toBe(false)
  expect(hasOrigin(null)).toBe(false)
})
