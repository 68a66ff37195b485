import { expect, it } from 'vitest'
import { labelKey, labelValue, nameFrom } from './words.ts'

it.each([
  ['Brave Otter!', 'brave-otter'],
  ['Käse_Übung', 'ka-se-u-bung'],
  ['-x-', 'x'],
  ['漢字', 'flow-run'],
  ['a'.repeat(60), 'a'.repeat(45)],
])('makes the beginning of a name of %j', (text, name) => {
  expect(nameFrom(text)).toBe(name)
})

it('makes labels of any text', () => {
  expect(labelValue('  Data & Friends (EU)')).toBe('Data-Friends-EU')
  expect(labelValue('x'.repeat(80))).toHaveLength(63)
  expect(labelKey('Example.com/Team Name')).toBe('example.com/Team-Name')
  expect(labelKey('_team_')).toBe('team')
})
