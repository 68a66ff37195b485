import { flow, task } from 'millrace'
import { doubled } from './flows.ts'

const start = await Promise.resolve(1)
export const half = task(async function half(n: number): Promise<number> {
  if (n < 0) throw new RangeError(`no negative numbers: ${n}`)
  return n / 2
})
export const modern = flow(async function modern(n: number = 4) {
  return `${start} ${await half.submit(n)} ${typeof doubled}`
})
