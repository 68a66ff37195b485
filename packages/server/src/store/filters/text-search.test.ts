import { describe, expect, it } from 'vitest'
import { parseTextQuery } from './text-search.ts'

const nothing = { include: [], exclude: [], required: [] }

describe('a text query', () => {
  it.each([
    ['', {}],
    ['   ', {}],
    ['error warning', { include: ['error', 'warning'] }],
    ['error -debug !trace +must', { include: ['error'], exclude: ['debug', 'trace'], required: ['must'] }],
    ['"connection reset" -"by peer"', { include: ['connection reset'], exclude: ['by peer'] }],
    [String.raw`"say \"hi\" \\ there"`, { include: [String.raw`say "hi" \ there`] }],
    ['"not closed', { include: ['not closed'] }],
    ['- ! + lonely', { include: ['lonely'] }],
    ['--flag', { exclude: ['-flag'] }],
    ['word"phrase here"', { include: ['word', 'phrase here'] }],
    ['""', {}],
  ])('%j is read', (query, expected) => {
    expect(parseTextQuery(query)).toEqual({ ...nothing, ...expected })
  })
})
