import { describe, expect, it } from 'vitest'
import { keepMasked, maskSecrets } from './mask-secrets.ts'

const M = '********'

describe('masking', () => {
  it.each([
    ['a field', ['a'], { a: 'x', b: 'y' }, { a: M, b: 'y' }],
    ['a nested field', ['a.b'], { a: { b: 'x', c: 'y' } }, { a: { b: M, c: 'y' } }],
    ['empty text, zero and false', ['a', 'b', 'c'], { a: '', b: 0, c: false }, { a: M, b: M, c: M }],
    ['no null, which is no secret', ['a'], { a: null }, { a: null }],
    ['an object as a whole', ['a'], { a: { user: 'x', list: [1] } }, { a: M }],
    ['a list as a whole', ['a'], { a: ['x'] }, { a: M }],
    ['fields of objects in a list', ['a.b'], { a: [{ b: 'x' }, { c: 1 }, null] }, { a: [{ b: M }, { c: 1 }, null] }],
    ['every value below an asterisk', ['a.*'], { a: { b: 'x', c: { d: 1 }, e: null } }, { a: { b: M, c: { d: M }, e: M } }],
    ['an empty object below an asterisk', ['a.*'], { a: {} }, { a: M }],
    ['nothing that is not there', ['a.b', 'c', 'toString'], { a: 'x' }, { a: 'x' }],
  ])('hides %s', (_what, paths, data, masked) => {
    expect(maskSecrets(data, paths)).toEqual(masked)
  })

  it('leaves the data that it was given as it is', () => {
    const data = { a: { b: 'x' } }
    maskSecrets(data, ['a.b', 'a.*'])
    expect(data).toEqual({ a: { b: 'x' } })
  })
})

describe('an update with masks', () => {
  it.each([
    ['keeps a secret', ['a'], { a: M, b: 2 }, { a: 'x', b: 1 }, { a: 'x', b: 2 }],
    ['takes a new secret', ['a'], { a: 'y' }, { a: 'x' }, { a: 'y' }],
    ['takes asterisks where nothing is secret', ['a'], { b: M }, { a: 'x', b: 'y' }, { b: M }],
    ['takes asterisks for a secret where there was none', ['a'], { a: M }, { b: 1 }, { a: M }],
    ['keeps an object that is a secret', ['a'], { a: M }, { a: { user: 'x' } }, { a: { user: 'x' } }],
    ['keeps what is in lists, by place', ['a.b'], { a: [{ b: M }, { b: 'z' }] }, { a: [{ b: 'x' }] }, { a: [{ b: 'x' }, { b: 'z' }] }],
    [
      'keeps and takes values below an asterisk',
      ['a.*'],
      { a: { b: M, c: 'z' } },
      { a: { b: 'x', c: 'y', d: 'w' } },
      { a: { b: 'x', c: 'z' } },
    ],
    ['keeps all below an asterisk', ['a.*'], { a: M }, { a: { b: 'x' } }, { a: { b: 'x' } }],
  ])('%s', (_what, paths, update, current, kept) => {
    expect(keepMasked(update, current, paths)).toEqual(kept)
  })
})
