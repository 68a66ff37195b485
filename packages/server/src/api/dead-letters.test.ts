import { randomUUID } from 'node:crypto'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { doAction } from '../automations/actions/do-action.ts'
import { listen } from '../automations/actions/testing.ts'
import { evaluateEvents } from '../automations/evaluate-events.ts'
import { registerBlockTypes } from '../blocks/register-block-types.ts'
import { createParts } from '../parts.ts'
import { claimActions } from '../store/queries/automation-actions.ts'
import { openTestApp, type TestApp } from '../testing.ts'

/** An automation whose webhook calls `url`, and one event that sets it off. */
async function askFor(server: TestApp, url: string): Promise<string> {
  await registerBlockTypes(server.context)
  const type = (await server.call('GET', '/block_types/slug/webhook')).body
  const [schema] = (await server.call('POST', '/block_schemas/filter', { block_schemas: { block_type_id: { any_: [type.id] } } })).body
  const document = { name: 'hook', data: { url }, block_type_id: type.id, block_schema_id: schema.id }
  const { body: block } = await server.call('POST', '/block_documents/', document)
  const { body: automation } = await server.call('POST', '/automations/', {
    name: 'calls',
    trigger: { type: 'event', posture: 'Reactive', expect: ['it'] },
    actions: [{ type: 'call-webhook', block_document_id: block.id }],
  })
  await server.call('POST', '/events', [
    { id: v7(), occurred: server.context.clock.now(), event: 'it', resource: { 'prefect.resource.id': 'thing' } },
  ])
  await evaluateEvents(server.context)
  return automation.id
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  await using other = await listen()
  return Number(new URL(other.url).port)
}

/** Does what is due, as its `attempts`-th try. */
async function tryOnce({ context }: TestApp, attempts: number): Promise<void> {
  const now = context.clock.now()
  const [row] = await context.store.write((tx) => claimActions(tx, { outward: true, now, until: now, limit: 1 }))
  if (row === undefined) throw new Error('no action is due')
  await context.store.write(({ db }) => db.updateTable('automation_action').set({ attempts }).where('id', '=', row.id).execute())
  const acting = { ...context, dispatcher: createParts(context).dispatcher, signal: new AbortController().signal }
  await doAction(acting, { ...row, attempts })
}

const deadLetters = async (server: TestApp, body: object = {}): ReturnType<TestApp['call']> =>
  await server.call('POST', '/ui/dead_letters/filter', body)

describe('an action whose every try failed (R19)', () => {
  it('is set aside, told as failed, and done once when it is tried anew', async () => {
    await using server = await openTestApp()
    const port = await closedPort()
    const automation = await askFor(server, `http://127.0.0.1:${port}/`)
    await tryOnce(server, 4)
    expect((await deadLetters(server)).body.count).toBe(0)
    await server.context.store.write(({ db }) => db.updateTable('automation_action').set({ due: server.context.clock.now() }).execute())
    await tryOnce(server, 5)

    const { body } = await deadLetters(server, { kind: 'action', automation_id: automation })
    expect(body).toMatchObject({
      count: 1,
      dead_letters: [
        { kind: 'action', name: 'call-webhook', automation_id: automation, attempts: 5, problem: expect.stringContaining('ECONNREFUSED') },
      ],
    })
    expect((await server.call('GET', '/ui/health')).body.waiting).toMatchObject({ actions: 0, set_aside: 1 })
    const told = await server.call('POST', '/events/filter', { filter: { event: { name: ['prefect.automation.action.failed'] } } })
    expect(told.body.events).toHaveLength(1)
    for (const filter of [{ kind: 'event' }, { automation_id: randomUUID() }, { offset: 1 }]) {
      expect((await deadLetters(server, filter)).body.dead_letters).toEqual([])
    }

    await using back = await listen({ port })
    const [{ id }] = body.dead_letters
    expect((await server.call('POST', `/ui/dead_letters/${id}/retry`)).status).toBe(204)
    await tryOnce(server, 1)
    expect(back.received).toHaveLength(1)
    expect((await deadLetters(server)).body.count).toBe(0)
    expect((await server.call('POST', `/ui/dead_letters/${id}/retry`)).status).toBe(404)
  })

  it('is gone for good when it is dropped', async () => {
    await using server = await openTestApp()
    await askFor(server, `http://127.0.0.1:${await closedPort()}/`)
    await tryOnce(server, 5)
    const [{ id }] = (await deadLetters(server)).body.dead_letters
    expect((await server.call('DELETE', `/ui/dead_letters/${id}`)).status).toBe(204)
    expect((await server.call('DELETE', `/ui/dead_letters/${id}`)).status).toBe(404)
    expect((await server.call('GET', '/ui/health')).body.waiting).toMatchObject({ actions: 0, set_aside: 0 })
  })

  it.each([
    [{ kind: 'letter' }, 'kind'],
    [{ automation_id: 'x' }, 'automation_id'],
    [{ limit: 0 }, 'limit'],
    [{ offset: -1 }, 'offset'],
  ])('refuses the filter %j', async (filter, field) => {
    await using server = await openTestApp()
    const answer = await deadLetters(server, filter)
    expect(answer.status).toBe(422)
    expect(JSON.stringify(answer.body)).toContain(field)
  })
})
