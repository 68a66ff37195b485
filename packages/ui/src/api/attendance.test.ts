import { expect, test } from 'vitest'
import { attendance } from './attendance.ts'

test('calls of a page that nobody has touched for a minute say so', () => {
  let now = 0
  const page = new EventTarget()
  const headers = attendance(page, () => now)
  now = 60_000
  expect(headers()).toEqual({})
  now = 60_001
  expect(headers()).toEqual({ 'millrace-unattended': 'true' })
  page.dispatchEvent(new Event('keydown'))
  expect(headers()).toEqual({})
})
