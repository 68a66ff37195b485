import { describe, expect, it } from 'vitest'
import { listen } from './actions/testing.ts'
import { CallFailed, callOut } from './call-out.ts'

const TERMS = { signal: new AbortController().signal, allowPrivate: true }

describe('callOut', () => {
  it('sends method, headers and body, and answers whatever comes', async () => {
    await using other = await listen({ status: 418 })
    const call = { method: 'PATCH', url: `${other.url}/x?y=1`, headers: { 'x-a': 'b' }, body: 'größer' }
    expect(await callOut(call, TERMS)).toMatchObject({ status: 418, headers: { 'x-answered': 'yes' }, text: 'thanks' })
    expect(other.received).toMatchObject([
      { method: 'PATCH', path: '/x?y=1', headers: { 'x-a': 'b', 'user-agent': 'Millrace', 'content-length': '8' }, body: 'größer' },
    ])
  })

  it('gives up when the time is over', async () => {
    await using other = await listen({ wait: 60_000 })
    const call = callOut({ method: 'GET', url: other.url, timeout: 0.2 }, TERMS)
    await expect(call).rejects.toMatchObject({ name: 'CallFailed', message: 'no answer within 0.2 seconds', passing: true })
  })

  it('ends when its caller does', async () => {
    await using other = await listen({ wait: 60_000 })
    const stop = new AbortController()
    const call = callOut({ method: 'GET', url: other.url }, { ...TERMS, signal: stop.signal })
    setTimeout(() => stop.abort(), 50)
    await expect(call).rejects.toBeInstanceOf(CallFailed)
  })

  it.each(['not a url', 'file:///etc/passwd', 'ftp://example.org/', ''])('refuses %j', async (url) => {
    await expect(callOut({ method: 'GET', url }, TERMS)).rejects.toMatchObject({ name: 'CallFailed', passing: false })
  })

  it.each(['127.0.0.1', '[::1]', 'localhost', '0x7f.1', '2130706433'])(
    'refuses http://%s where only public addresses are allowed',
    async (host) => {
      await using other = await listen()
      const url = `http://${host}:${new URL(other.url).port}/`
      for (const [byCall, byServer] of [
        [false, true],
        [true, false],
      ] as const) {
        const call = callOut({ method: 'GET', url, allowPrivate: byCall }, { ...TERMS, allowPrivate: byServer })
        await expect(call).rejects.toMatchObject({
          message: expect.stringMatching(/is an address of a private network/) as string,
          passing: false,
        })
      }
      expect(other.received).toEqual([])
    },
  )
})
