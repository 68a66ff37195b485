import { expect, test } from 'vitest'
import { startCliServer } from '../../testing/cli-server.ts'

const UNKNOWN = '00000000-0000-4000-8000-000000000000'

test('lists and shows types of blocks', async () => {
  await using cli = await startCliServer()
  await cli.client.blockTypes.create({ body: { name: 'Point', slug: 'point', description: 'A place. More of it.' } })
  expect((await cli.run('block', 'type', 'ls')).out).toMatch(/point .* Point .* A place\. /)
  expect(await cli.json('block', 'type', 'inspect', 'point')).toMatchObject({ name: 'Point', fields: null })
  expect(await cli.run('block', 'type', 'inspect', 'pont')).toMatchObject({ code: 1, err: expect.stringContaining("Did you mean 'point'") })
  const page = `${cli.url.replace('/api', '')}/blocks/catalog/point/create`
  expect(await cli.run('block', 'create', 'point')).toMatchObject({ code: 0, out: `Create a point block: ${page}\n` })
  expect(await cli.run('block', 'create', 'pont')).toMatchObject({ code: 1, err: expect.stringContaining("Did you mean 'point'") })
  expect(await cli.run('block', 'type', 'delete', 'point')).toMatchObject({ code: 0, out: "Deleted Block Type 'point'.\n" })
  expect(await cli.run('block', 'type', 'delete', 'point')).toMatchObject({ code: 1 })
  expect(await cli.run('block', 'register')).toMatchObject({ code: 2 })
  expect(await cli.run('block', 'register', '-m', 'gone')).toMatchObject({ code: 1, err: expect.stringContaining("no module 'gone'") })
})

test('lists, shows and deletes blocks', async () => {
  await using cli = await startCliServer()
  const { blockTypes, blockSchemas, blockDocuments } = cli.client
  const type = await blockTypes.create({ body: { name: 'Point', slug: 'point' } })
  const fields = {
    title: 'Point',
    type: 'object',
    properties: { x: { title: 'X', type: 'integer' } },
    block_type_slug: 'point',
    secret_fields: [],
    block_schema_references: {},
  }
  const schema = await blockSchemas.create({ body: { block_type_id: type.id, fields } })
  const block = await blockDocuments.create({ body: { name: 'here', data: { x: 1 }, block_type_id: type.id, block_schema_id: schema.id } })
  expect((await cli.run('block', 'ls')).out).toContain('point/here')
  expect(await cli.json('block', 'inspect', 'point/here')).toMatchObject({ id: block.id, data: { x: 1 } })
  expect((await cli.run('block', 'inspect', '--id', block.id)).out).toContain('x: 1')
  expect(await cli.run('block', 'inspect', 'point/there')).toMatchObject({ code: 1, err: "Block 'point/there' not found!\n" })
  expect(await cli.run('block', 'inspect', 'here')).toMatchObject({ code: 1 })
  expect(await cli.run('block', 'inspect')).toMatchObject({ code: 2 })
  expect(await cli.run('block', 'delete', '--id', UNKNOWN)).toMatchObject({ code: 1 })
  expect(await cli.run('block', 'delete', 'point/here')).toMatchObject({ code: 0, out: "Successfully deleted Block 'point/here'.\n" })
  expect(await cli.json('block', 'ls')).toEqual([])
})
