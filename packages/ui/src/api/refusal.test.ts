import { expect, test } from 'vitest'
import { CallRefused } from './errors.ts'
import { refusalOf } from './refusal.ts'

const refused = (...problems: readonly object[]) => new CallRefused(422, { exception_detail: problems }, undefined)

test('words stand at the field that they name, however deep it is', () => {
  const error = refused(
    { loc: ['body', 'name'], msg: 'too long' },
    { loc: ['body', 0, 'schedule', 'IntervalSchedule', 'anchor_date'], msg: 'no date' },
  )
  const { at, rest } = refusalOf(error, ['name', 'anchor_date'])
  expect([at('name'), at('anchor_date'), rest]).toEqual([['too long'], ['no date'], null])
})

test('what names no field of the form is left for its foot, beside what does', () => {
  const error = refused({ loc: ['body', 'name'], msg: 'too long' }, { loc: ['body', 'template'], msg: 'no template' })
  const { at, rest } = refusalOf(error, ['name'])
  expect([at('name'), rest]).toEqual([['too long'], error])
})

test('a conflict is told of at what must not be there twice', () => {
  const error = new CallRefused(409, { detail: 'There is one already.' }, undefined)
  expect(refusalOf(error, ['name'], 'name')).toMatchObject({ rest: null })
  expect(refusalOf(error, ['name'], 'name').at('name')).toEqual(['There is one already.'])
  expect(refusalOf(error, ['name']).rest).toBe(error)
})

test('nothing is refused while nothing was sent', () => {
  expect(refusalOf(null, ['name'], 'name').rest).toBeNull()
})
