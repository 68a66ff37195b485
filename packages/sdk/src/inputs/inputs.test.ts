import { expect, test } from 'vitest'
import { z } from 'zod'
import { flowRun } from '../context/flow-run.ts'
import { DefinitionError, OutsideRun } from '../errors.ts'
import { flow } from '../flow.ts'
import { openTestServer } from '../testing/test-server.ts'
import { receiveInput, type ReceiveInputOptions } from './receive-input.ts'
import { sendInput } from './send-input.ts'

/** A flow that collects what it is sent, until nothing comes any more. */
const collecting = (schema: z.ZodType, options: ReceiveInputOptions = {}) =>
  flow(async function collecting(first: () => Promise<void>) {
    await first()
    const values: unknown[] = []
    for await (const { value } of receiveInput(schema, { timeoutSeconds: 0, ...options })) values.push(value)
    return values
  })

test('a flow takes what was sent to it, in order and each once, as its schema makes it', async () => {
  await using server = await openTestServer()
  const send = async (): Promise<void> => {
    for (const day of ['2026-01-02', '2026-01-03']) await sendInput(flowRun().id, day)
    await sendInput(flowRun().id, 'of another kind', { key: 'other' })
  }
  expect(await server.run(() => collecting(z.coerce.date())(send))).toEqual([new Date('2026-01-02'), new Date('2026-01-03')])
})

test('what does not fit is passed over, and the log says what was wrong and who sent it', async () => {
  await using server = await openTestServer()
  let id = ''
  const send = async (): Promise<void> => {
    id = flowRun().id
    await sendInput(id, { name: 7 }, { sender: 'form' })
    await sendInput(id, { name: 'Ada' })
    await sendInput(id, ['no person'])
  }
  expect(await server.run(() => collecting(z.object({ name: z.string() }))(send))).toEqual([{ name: 'Ada' }])
  await server.session.flush()
  const warnings = (await server.logs(id)).filter(({ level }) => level === 30).map(({ message }) => message)
  expect(warnings).toEqual([expect.stringMatching(/of 'form' does not fit .*name: .*string/), expect.stringMatching(/does not fit/)])
})

test('two flows talk to each other', async () => {
  await using server = await openTestServer()
  const listener = flow(async function listener(onReady: (id: string) => void) {
    onReady(flowRun().id)
    for await (const { value, respond } of receiveInput(z.string(), { key: 'name' })) {
      if (value === '') return 'done'
      await respond(`Hello ${value}!`)
    }
    return 'nobody came'
  })
  const speaker = flow(async function speaker(to: string) {
    await sendInput(to, 'Ada', { key: 'name' })
    for await (const { value, sender } of receiveInput(z.string())) {
      await sendInput(to, '', { key: 'name' })
      return [value, sender === `prefect.flow-run.${to}`]
    }
    return []
  })
  const ready = Promise.withResolvers<string>()
  const listening = server.run(() => listener(ready.resolve))
  const id = await ready.promise
  expect(await server.run(() => speaker(id))).toEqual(['Hello Ada!', true])
  expect(await listening).toBe('done')
})

test('what can not work is said', async () => {
  await using server = await openTestServer()
  await expect(receiveInput(z.string()).next()).rejects.toThrow(OutsideRun)
  await server.run(async () => {
    await expect(sendInput('00000000-0000-4000-8000-000000000000', 1)).rejects.toThrow('Flow run not found')
    await expect(sendInput('00000000-0000-4000-8000-000000000000', 1, { key: 'No Key' })).rejects.toThrow(DefinitionError)
    const asked = flow(async function asked() {
      await sendInput(flowRun().id, 1)
      for await (const { respond } of receiveInput(z.number())) return await respond('thanks')
      return undefined
    })
    await asked() // a run may respond to itself
    const nobody = flow(async function nobody() {
      await sendInput(flowRun().id, 1, { sender: 'ada' })
      for await (const { respond } of receiveInput(z.number())) return await respond('thanks')
      return undefined
    })
    await expect(nobody()).rejects.toThrow('no flow run sent it (ada)')
  })
})

test('a flow that waits for inputs ends when it is to', async () => {
  await using server = await openTestServer()
  const waiting = flow({ timeoutSeconds: 0.2 }, async function waiting() {
    for await (const _ of receiveInput(z.string()));
  })
  expect((await server.run(() => waiting.returnState())).name).toBe('TimedOut')
})
