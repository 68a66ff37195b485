import { describe, expect, it } from 'vitest'
import { Deadline } from './deadline.ts'

const never = (): Promise<never> => new Promise<never>(() => undefined)

describe('a deadline', () => {
  it('refuses what is not done in time, in every group anew', async () => {
    const deadline = new Deadline(20)
    for (let group = 0; group < 2; group += 1) {
      deadline.start()
      expect(await deadline.within(() => Promise.resolve('done'))).toBe('done')
      await expect(deadline.within(never)).rejects.toThrow('not done after 20 ms')
      deadline.end()
    }
  })

  it('leaves alone what follows a group that has ended', async () => {
    const deadline = new Deadline(20)
    deadline.start()
    deadline.end()
    await new Promise((resolve) => setTimeout(resolve, 60))
    deadline.start()
    expect(await deadline.within(() => new Promise((resolve) => setTimeout(() => resolve('done'), 1)))).toBe('done')
    deadline.end()
  })

  it('passes on what the work throws', async () => {
    const deadline = new Deadline(1000)
    deadline.start()
    await expect(deadline.within(() => Promise.reject(new Error('its own')))).rejects.toThrow('its own')
    deadline.end()
  })
})
