import { expect, test } from 'vitest'
import { flow } from '../flow.ts'
import { task } from '../task.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'
import { addAssetMetadata } from './asset-metadata.ts'
import { Asset } from './asset.ts'

/** What was told of assets, in order: the event, its asset, and with which payload and related assets. */
async function told({ session }: TestServer): Promise<unknown[]> {
  await session.flush()
  const { events } = await session.client.events.filter({ body: { filter: { event: { prefix: ['prefect.asset.'] }, order: 'ASC' } } })
  return events.map(({ event, resource, related, payload }) => [
    event.replace('prefect.asset.', ''),
    resource['prefect.resource.id'],
    related.filter((each) => each['prefect.resource.role']?.startsWith('asset')).map((each) => each['prefect.resource.id']),
    payload,
  ])
}

test('a task tells which assets it has made, from which others, and what it says of them', async () => {
  await using server = await openTestServer()
  const orders = new Asset('s3://lake/orders.csv', { name: 'Orders', owners: ['ada'], url: 'https://lake.example/orders' })
  const fetchOrders = task({ assets: orders, assetDeps: 'postgres://shop/orders' }, async function fetchOrders() {
    addAssetMetadata(orders, { rows: 2 })
    addAssetMetadata(orders, { version: 'a' })
    return ['one', 'two']
  })
  const clean = task(async function clean(rows: string[]) {
    return rows.map((row) => row.toUpperCase())
  })
  const report = task(
    { assets: ['s3://lake/report.csv', 's3://lake/totals.csv'], materializedBy: 'dbt' },
    async function report(rows: string[]) {
      return rows.length
    },
  )
  const daily = flow(async function daily() {
    await report(await clean(await fetchOrders()))
  })
  await server.run(() => daily())
  expect(await told(server)).toEqual([
    ['referenced', 'postgres://shop/orders', [], {}],
    ['materialization.succeeded', 's3://lake/orders.csv', ['postgres://shop/orders'], { rows: 2, version: 'a' }],
    ['referenced', 's3://lake/orders.csv', [], {}],
    ['materialization.succeeded', 's3://lake/report.csv', ['s3://lake/orders.csv', 'dbt'], {}],
    ['materialization.succeeded', 's3://lake/totals.csv', ['s3://lake/orders.csv', 'dbt'], {}],
  ])
  const { events } = await server.client.events.filter({
    body: { filter: { event: { name: ['prefect.asset.materialization.succeeded'] }, resource: { id: ['s3://lake/orders.csv'] } } },
  })
  expect(events[0]?.resource).toMatchObject({
    'prefect.resource.name': 'Orders',
    'prefect.asset.url': 'https://lake.example/orders',
    'prefect.asset.owners': '["ada"]',
  })
  expect(events[0]?.related.map((each) => each['prefect.resource.role'])).toEqual(['asset', 'flow-run', 'flow', 'task-run'])
})

test('one that failed is told as failed, once its retries are used up; one that was cached is not told', async () => {
  await using server = await openTestServer()
  const make = task({ assets: 's3://lake/a', retries: 1, cache: { by: 'inputs' } }, async function make(fails: boolean) {
    if (fails) throw new Error('no room')
  })
  const outer = flow(async function outer() {
    await make.returnState(true)
    await make(false)
    await make(false)
  })
  await server.run(() => outer())
  expect(await told(server)).toEqual([
    ['materialization.failed', 's3://lake/a', [], {}],
    ['materialization.succeeded', 's3://lake/a', [], {}],
  ])
})

test('what is no address, and metadata of what a task does not make, are refused with what to do', async () => {
  await using server = await openTestServer()
  expect(() => task({ name: 'one', assets: 'orders.csv' }, async () => 1)).toThrow(
    'expected the key of an asset to be an address as s3://bucket',
  )
  expect(() => new Asset('s3://a b')).toThrow('without spaces')
  const other = task({ assets: 's3://lake/a' }, async function other() {
    addAssetMetadata('s3://lake/b', {})
  })
  const outer = flow(async function outer() {
    await other()
  })
  await expect(server.run(() => outer())).rejects.toThrow("task 'other' cannot say anything of s3://lake/b: name it in the task's `assets`")
})
