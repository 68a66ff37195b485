import { addLogHandler, artifacts, cacheBy, concurrency, flow, getClient, logger, rateLimit, task } from 'millrace'

interface Sale {
  readonly tenant: string
  readonly amount: number
}

/** Every line goes to a logger of one's own too, such as pino. */
const errors: string[] = []
using _handler = addLogHandler(({ level, message }) => {
  if (level === 'ERROR') errors.push(message)
})

// What `millrace gcl create warehouse --limit 2` and `millrace gcl create sales-api --limit 5 --slot-decay-per-second 50` do.
const { concurrencyLimitsV2 } = await getClient()
await concurrencyLimitsV2.create({ body: { name: 'warehouse', limit: 2 } })
await concurrencyLimitsV2.create({ body: { name: 'sales-api', limit: 5, slot_decay_per_second: 50 } })

let extracted = 0
/** Asked for at most once an hour for each tenant, however often the flow runs. */
const extract = task({ cache: { by: cacheBy.inputs, forSeconds: 3600 }, retries: 2 }, async function extract(tenant: string): Promise<
  Sale[]
> {
  await rateLimit('sales-api')
  extracted += 1
  if (tenant === 'umbrella') throw new Error('umbrella has no contract any more')
  return Array.from({ length: tenant.length }, (_, index) => ({ tenant, amount: index * 10 }))
})

const transform = task(async function transform(sales: readonly Sale[]) {
  return sales.filter(({ amount }) => amount > 0)
})

const load = task({ tags: ['warehouse'] }, async function load(tenant: string, sales: readonly Sale[]) {
  await using _slot = await concurrency('warehouse')
  return { tenant, rows: sales.length, total: sales.reduce((sum, { amount }) => sum + amount, 0) }
})

/** Each tenant is a run of its own, which fails by itself. */
const tenantEtl = flow({ name: 'tenant-etl', flowRunName: 'etl-{tenant}' }, async function tenantEtl(tenant: string) {
  return await load.submit(tenant, transform.submit(extract.submit(tenant)))
})

const allTenants = flow({ name: 'all-tenants' }, async function allTenants(tenants: string[]) {
  const progress = await artifacts.progress(0, { key: 'tenants-done' })
  let ended = 0
  const states = await Promise.all(
    tenants.map(async (tenant) => {
      const state = await tenantEtl.returnState(tenant)
      await progress.update((100 * ++ended) / tenants.length)
      return state
    }),
  )
  const rows = states.flatMap((state) => (state.isCompleted ? [state.result()] : []))
  await artifacts.table(rows, { key: 'tenants', description: 'Rows loaded today' })
  await artifacts.markdown(`**${rows.length} of ${tenants.length}** tenants are up to date`, { key: 'summary' })
  await artifacts.link('https://example.org/dashboard', { key: 'dashboard', text: 'Dashboard' })
  await artifacts.image('https://example.org/chart.png', { key: 'chart' })
  logger().info(`${rows.length} of ${tenants.length} tenants`)
  return rows.reduce((sum, { total }) => sum + total, 0)
})

const tenants = ['acme', 'globex', 'umbrella']
const totals = [await allTenants(tenants), await allTenants(tenants)]
console.log(`${totals.join(' and ')}, extracted ${extracted} times, ${errors.length > 0 ? 'errors seen' : 'no error'}`)
