import { expect, test } from 'vitest'
import { movedSettings, placeOfSection, sectionAt, SECTIONS } from './search.ts'

test('each part of the settings has an address of its own, which says which it is', () => {
  for (const section of SECTIONS) expect(sectionAt(`/prefix${placeOfSection(section)}`)).toBe(section)
})

test.each([
  [{ tab: 'server' }, '/settings/server'],
  [{ tab: 'settings', name: 'a b' }, '/settings/effective?name=a+b'],
  [{ tab: 'appearance' }, undefined],
  [{ tab: 7 }, undefined],
  [{}, undefined],
])('the address with %j leads to %s', (search, place) => {
  expect(movedSettings(search)).toBe(place)
})
