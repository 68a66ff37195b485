import { expect, test } from 'vitest'
import { loginSearch } from './search.ts'

test.each(['/runs?state=FAILED', '/'])('signing in leads back to %s', (back) => {
  expect(loginSearch({ back })).toEqual({ back })
})

test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '', 7])('never to %s', (back) => {
  expect(loginSearch({ back })).toEqual({})
})
