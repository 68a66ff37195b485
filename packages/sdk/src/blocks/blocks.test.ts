import { inspect } from 'node:util'
import { BLOCK_TYPES, checksumOf } from '@millrace/blocks'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { flowRun } from '../context/flow-run.ts'
import { runFlowRun } from '../engine/run-flow-run.ts'
import { DefinitionError } from '../errors.ts'
import { flow } from '../flow.ts'
import { logger } from '../logger.ts'
import { task } from '../task.ts'
import { openTestServer } from '../testing/test-server.ts'
import { Block } from './block.ts'
import { defineBlock } from './block-type.ts'
import { blocks } from './built-in.ts'
import { BlockNotFound } from './errors.ts'
import { blockField, secretField } from './fields.ts'
import { loadBlock } from './references.ts'
import { SecretValue } from './secret-value.ts'

const Login = defineBlock({ name: 'Test Login', fields: z.object({ user: z.string(), password: secretField() }) })
const Warehouse = defineBlock({
  name: 'TestWarehouse',
  description: 'Where the data is.',
  fields: z.object({
    url: z.url().describe('How to reach it'),
    port: z.int().default(5432),
    login: blockField(Login),
    token: secretField().optional(),
    since: z.coerce.date().optional(),
  }),
})

describe('a type of block', () => {
  test('is described as clients of Prefect describe theirs', () => {
    const { fields, slug } = Warehouse.definition
    expect(slug).toBe('test-warehouse')
    expect(fields).toMatchObject({
      title: 'TestWarehouse',
      type: 'object',
      required: ['url', 'login'],
      secret_fields: ['login.password', 'token'],
      block_schema_references: { login: { block_type_slug: 'test-login', block_schema_checksum: checksumOf(Login.definition.fields) } },
    })
    expect(fields.properties).toMatchObject({
      url: { type: 'string', title: 'Url', description: 'How to reach it' },
      port: { type: 'integer', default: 5432 },
      login: { $ref: '#/definitions/TestLogin' },
      token: { anyOf: [{ type: 'string', format: 'password', writeOnly: true }, { type: 'null' }] },
    })
  })

  test('makes blocks that hide their secrets, and checks their fields', () => {
    const login = Login.of({ user: 'ada', password: 'p4ss' })
    expect(login.values.password.get()).toBe('p4ss')
    expect([inspect(login), JSON.stringify(login), String(login.values.password), inspect([login.values.password])].join()).not.toContain(
      'p4ss',
    )
    expect(() => Login.of({ user: 'ada' } as never)).toThrow(/^a block of type 'test-login' cannot be made of that: password: /)
    expect(() => Warehouse.of({ url: 'postgres://x', login: blocks.string.of({ value: 'x' }) as never })).toThrow(
      "a block of type 'test-login'",
    )
  })

  test('has a slug that is one', () => {
    expect(() => defineBlock({ name: '!', fields: z.object({}) })).toThrow(DefinitionError)
  })

  test('is built in as the server registers it', () => {
    for (const { slug, definition } of Object.values(blocks)) expect(definition).toBe(BLOCK_TYPES.find((type) => type.slug === slug))
  })
})

describe('a block', () => {
  test('S145 is saved, loaded, changed and deleted, with what it refers to', async () => {
    await using server = await openTestServer()
    await server.run(async () => {
      const login = await Login.of({ user: 'ada', password: 'p4ss' }).save('main')
      const since = new Date('2024-05-06T07:08:09.000Z')
      await Warehouse.of({ url: 'postgres://db', login, since }).save('prod')
      const loaded = await Warehouse.load('prod')
      expect(loaded).toBeInstanceOf(Block)
      expect(loaded.values).toMatchObject({ url: 'postgres://db', port: 5432, since })
      expect(loaded.values.login.savedAs).toEqual(login.savedAs)
      expect(loaded.values.login.values.password.get()).toBe('p4ss')

      await Login.of({ user: 'ada', password: 'new' }).save('main', { overwrite: true })
      expect((await Warehouse.load('prod')).values.login.values.password.get()).toBe('new')
      await expect(loaded.save('prod')).rejects.toThrow("there is a block 'test-warehouse/prod' already")
      expect(await Warehouse.delete('prod')).toBe(true)
      expect(await Warehouse.delete('prod')).toBe(false)
      await expect(Warehouse.load('prod')).rejects.toThrow(BlockNotFound)

      // One that is not saved by itself is kept within the other.
      const inline = Warehouse.of({ url: 'postgres://db', login: Login.of({ user: 'eva', password: 'inl' }), token: 't0k' })
      await inline.save('inline')
      const again = await Warehouse.load('inline')
      expect(again.values.login.savedAs).toBeUndefined()
      expect([again.values.login.values.password.get(), again.values.token?.get()]).toEqual(['inl', 't0k'])
    })
    const shown = await server.client.blockTypes.readDocument({
      params: { slug: 'test-warehouse', block_document_name: 'inline' },
      query: {},
    })
    expect(JSON.stringify(shown)).not.toMatch(/inl"|t0k/)
  })

  test('of a built-in type keeps any JSON value, also a secret one', async () => {
    await using server = await openTestServer()
    await server.run(async () => {
      await blocks.secret.of({ value: { key: ['k3y'] } }).save('api')
      expect((await blocks.secret.load('api')).values.value.get()).toEqual({ key: ['k3y'] })
      await blocks.json.of({ value: [1, null, { a: 'b' }] }).save('list')
      expect((await blocks.json.load('list')).values.value).toEqual([1, null, { a: 'b' }])
      await blocks.webhook.of({ url: 'https://example.org', headers: { Authorization: 'Bearer x' } }).save('hook')
      const { headers, method } = (await blocks.webhook.load('hook')).values
      expect([headers['Authorization']?.get(), method]).toEqual(['Bearer x', 'POST'])
    })
  })

  test('S140 of a type that this process does not know has its secrets hidden', async () => {
    await using server = await openTestServer()
    const fields = { ...Login.definition.fields, title: 'Elsewhere', block_type_slug: 'elsewhere' }
    const { id: block_type_id } = await server.client.blockTypes.create({
      body: { name: 'Elsewhere', slug: 'elsewhere', logo_url: null, documentation_url: null, description: null, code_example: null },
    })
    const { id: block_schema_id } = await server.client.blockSchemas.create({ body: { block_type_id, fields } })
    await server.client.blockDocuments.create({
      body: { name: 'one', block_type_id, block_schema_id, data: { user: 'ada', password: 'p4ss', more: 1 } },
    })
    const loaded = await server.run(() => loadBlock('elsewhere/one'))
    expect(loaded.values).toMatchObject({ user: 'ada', more: 1 })
    expect(loaded.values['password']).toBeInstanceOf(SecretValue)
    await expect(server.run(() => loadBlock('elsewhere'))).rejects.toThrow("expected a block as 'block-type/block-name'")
  })
})

describe('a block as a parameter', () => {
  test('is shown as a reference, and loaded from one', async () => {
    await using server = await openTestServer()
    const login = await server.run(() => Login.of({ user: 'ada', password: 'p4ss' }).save('shared'))
    const greet = flow(async function greet(who: typeof login, others: (typeof login)[] = []) {
      logger().info('logging in', who, who.values.password)
      return { name: who.values.user, password: who.values.password.get(), id: flowRun().id, others: others.length }
    })
    const { id, ...result } = await server.run(() => greet(login))
    expect(result).toEqual({ name: 'ada', password: 'p4ss', others: 0 })
    const run = await server.client.flowRuns.read({ params: { id } })
    expect(run.parameters).toMatchObject({ who: login.reference() })
    await server.session.flush()
    expect(JSON.stringify([run, await server.logs(id), await server.taskRuns(id, 0)])).not.toContain('p4ss')

    const { id: flow_id } = await server.client.flows.create({ body: { name: 'greet' } })
    const execute = async (parameters: Record<string, never>): Promise<unknown> => {
      const created = await server.client.flowRuns.create({ body: { flow_id, parameters } })
      return await runFlowRun(created.id, { client: server.client, flow: greet })
    }
    const state = (await execute({
      who: login.reference(),
      others: [{ $ref: login.savedAs?.id }, { $ref: { block_document_slug: 'test-login/shared' } }],
    } as never)) as {
      result: () => object
    }
    expect(state.result()).toMatchObject({ name: 'ada', password: 'p4ss', others: 2 })
    expect(await execute({ who: { $ref: { block_document_slug: 'test-login/none' } } } as never)).toMatchObject({
      name: 'Failed',
      message: expect.stringContaining("who: there is no block 'test-login/none'") as unknown,
    })
  })

  test('of tasks counts as what it holds, for a task that is not repeated', async () => {
    await using server = await openTestServer()
    const calls: string[] = []
    const use = task(async function use(login: Block<{ user: string; password: SecretValue }>) {
      calls.push(login.values.password.get())
    })
    const outer = flow({ retries: 1 }, async function outer() {
      await use(Login.of({ user: 'ada', password: 'one' }))
      await use(Login.of({ user: 'ada', password: flowRun().runCount === 1 ? 'two' : 'three' }))
      if (flowRun().runCount === 1) throw new Error('again')
    })
    await server.run(() => outer())
    expect(calls).toEqual(['one', 'two', 'three'])
  })
})
