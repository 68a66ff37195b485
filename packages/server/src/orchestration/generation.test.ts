import { expect, it } from 'vitest'
import { generationOf } from './generation.ts'

it.each([
  { prefectVersion: undefined, apiVersion: undefined, renamesPending: true, pauses: true },
  { prefectVersion: '3.8.8', apiVersion: '0.8.4', renamesPending: true, pauses: true },
  { prefectVersion: '2.20.26', apiVersion: '0.8.4', renamesPending: false, pauses: true },
  { prefectVersion: '2.6.0', apiVersion: '0.8.2', renamesPending: false, pauses: false },
])('answers $prefectVersion with API $apiVersion in its way', ({ prefectVersion, apiVersion, ...expected }) => {
  expect(generationOf({ prefectVersion, apiVersion, attempt: undefined })).toMatchObject(expected)
})
