import { expect, it } from 'vitest'
import { leaseHeader, parseLeaseHeader } from './lease-header.ts'

it('carries who holds a lease and for how long', () => {
  const lease = { seconds: 60, holder: 'worker Müller; 1 on höst' }
  expect(parseLeaseHeader(leaseHeader(lease))).toEqual(lease)
})

it.each(['', '60', 'x;y', '0;y', '-1;y', '3601;y', '60;%E0%A4%A', '60;a;b'])('is malformed as %j', (text) => {
  expect(parseLeaseHeader(text)).toBeUndefined()
})
