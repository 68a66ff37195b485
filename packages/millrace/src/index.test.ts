import * as sdk from '@millrace/sdk'
import { expect, test } from 'vitest'
import * as millrace from './index.ts'

test('exports what the SDK exports', () => {
  expect(Object.keys(millrace).toSorted()).toEqual(Object.keys(sdk).toSorted())
  expect(millrace.flow).toBe(sdk.flow)
})
