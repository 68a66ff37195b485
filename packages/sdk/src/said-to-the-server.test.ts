import type { ReceivedEvent } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { artifacts } from './artifacts.ts'
import { flowRun } from './context/flow-run.ts'
import { taskRun } from './context/task-run.ts'
import { emitEvent } from './emit-event.ts'
import { flow } from './flow.ts'
import { task } from './task.ts'
import { openTestServer } from './testing/test-server.ts'
import { variables } from './variables.ts'

test('artifacts belong to the run that makes them, and progress changes', async () => {
  await using server = await openTestServer()
  const make = task(async function make() {
    const table = await artifacts.table([{ name: 'a', at: new Date(0) }], { key: 'sales', description: 'by name' })
    const progress = await artifacts.progress(0, { key: 'going' })
    await progress.update(50)
    return { table, progress: progress.id, taskId: taskRun().id }
  })
  const reporting = flow(async function reporting() {
    const markdown = await artifacts.markdown('# All well')
    const link = await artifacts.link('https://example.org', { text: 'there' })
    const image = await artifacts.image('https://example.org/a.png')
    return { markdown, link, image, ...(await make()), runId: flowRun().id }
  })
  const { runId, taskId, ...ids } = await server.run(() => reporting())
  const read = async (id: string): Promise<unknown> => await server.client.artifacts.read({ params: { id } })
  const none = { task_run_id: null, flow_run_id: runId }
  expect(await read(ids.markdown)).toMatchObject({ type: 'markdown', data: '# All well', key: null, ...none })
  expect(await read(ids.link)).toMatchObject({ type: 'markdown', data: '[there](https://example.org)', ...none })
  expect(await read(ids.image)).toMatchObject({ type: 'image', data: 'https://example.org/a.png', ...none })
  expect(await read(ids.table)).toMatchObject({
    type: 'table',
    key: 'sales',
    description: 'by name',
    data: '[{"name":"a","at":"1970-01-01T00:00:00.000Z"}]',
    task_run_id: taskId,
  })
  expect(await read(ids.progress)).toMatchObject({ type: 'progress', data: 50 })
  await server.run(async () => {
    await expect(artifacts.progress(101)).rejects.toThrow('expected a progress from 0 to 100, got 101')
    await expect(artifacts.markdown('x', { key: 'Not So' })).rejects.toThrow('lowercase')
  })
})

test('variables are set, read with a fallback, and unset', async () => {
  await using server = await openTestServer()
  await server.run(async () => {
    expect(await variables.get('limits')).toBeUndefined()
    expect(await variables.get('limits', 5)).toBe(5)
    await variables.set('limits', { most: 3 }, { tags: ['prod'] })
    await variables.set('limits', { most: 4 })
    expect(await variables.get('limits', null)).toEqual({ most: 4 })
    expect((await server.client.variables.readByName({ params: { name: 'limits' } })).tags).toEqual(['prod'])
    expect(await variables.unset('limits')).toBe(true)
    expect(await variables.unset('limits')).toBe(false)
  })
})

test('events are told with the run around', async () => {
  await using server = await openTestServer()
  const selling = flow({ tags: ['shop'] }, async function selling() {
    const paid = await emitEvent({ event: 'order.paid', resource: { 'prefect.resource.id': 'order.7' }, payload: { amount: 3 } })
    await emitEvent({ event: 'order.sent', resource: { 'prefect.resource.id': 'order.7' }, follows: paid })
    return flowRun()
  })
  const { id } = await server.run(() => selling())
  await server.session.flush()
  const filter = { event: { prefix: ['order.'] }, related: { id: [`prefect.flow-run.${id}`] }, order: 'ASC' as const }
  const read = async (): Promise<ReceivedEvent[]> => (await server.client.events.filter({ body: { filter } })).events
  // Prefect's server writes events in the background.
  await expect.poll(read, { timeout: 10_000 }).toHaveLength(2)
  const events = await read()
  expect(events).toMatchObject([
    {
      event: 'order.paid',
      payload: { amount: 3 },
      related: [
        { 'prefect.resource.id': `prefect.flow-run.${id}`, 'prefect.resource.role': 'flow-run' },
        { 'prefect.resource.role': 'flow', 'prefect.resource.name': 'selling' },
        { 'prefect.resource.id': 'prefect.tag.shop', 'prefect.resource.role': 'tag' },
      ],
    },
    { event: 'order.sent', follows: events[0]?.id },
  ])
  await expect(emitEvent({ event: 'x', resource: {} })).rejects.toThrow("to have 'prefect.resource.id', got {}")
})
