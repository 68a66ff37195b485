import { describe, expect, it } from 'vitest'
import { parseEntrypoint } from './parse-entrypoint.ts'

describe('an entrypoint', () => {
  it.each([
    ['flows/marvin.ts:sayHi', { path: 'flows/marvin.ts', name: 'sayHi' }],
    ['C:\\flows\\marvin.ts:sayHi', { path: 'C:\\flows\\marvin.ts', name: 'sayHi' }],
    ['./a:b.ts:daily report', { path: './a:b.ts', name: 'daily report' }],
  ])('%s is read', (text, entrypoint) => {
    expect(parseEntrypoint(text)).toEqual(entrypoint)
  })

  it.each(['file.ts', 'file.ts:', ':name', 'C:\\file.ts', ''])('%j is refused with the way to write it', (text) => {
    expect(() => parseEntrypoint(text)).toThrow(
      `Your flow entrypoint must include the name of the function that is the entrypoint to your flow.\nTry ${text.replace(/:$/, '') || 'path/to/file.ts'}:<flow_name>`,
    )
  })
})
