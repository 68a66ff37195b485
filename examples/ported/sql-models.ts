import { DatabaseSync } from 'node:sqlite'
import { artifacts, flow, task, type TaskFuture } from 'millrace'

interface Model {
  readonly from: readonly string[]
  readonly sql: string
}

/** As `dbt` has them: each is a table that is made of others. One has a mistake in it. */
const MODELS: Readonly<Record<string, Model>> = {
  orders: { from: [], sql: "select 1 id, 'ada' customer, 30 amount union all select 2, 'lin', 12 union all select 3, 'ada', -5" },
  paid: { from: ['orders'], sql: 'select * from orders where amount > 0' },
  refunds: { from: ['orders'], sql: 'select * from order_lines where amount < 0' },
  customers: { from: ['paid'], sql: 'select customer, sum(amount) total from paid group by customer' },
  balance: { from: ['paid', 'refunds'], sql: 'select sum(amount) total from (select * from paid union all select * from refunds)' },
}

const database = new DatabaseSync(':memory:')

const build = task({ taskRunName: '{model}', retries: 1 }, async function build(model: string, sql: string) {
  database.exec(`create table ${model} as ${sql}`)
  const { rows } = database.prepare(`select count(*) as rows from ${model}`).get() as { rows: number }
  return { model, rows }
})

/** Builds every model once those that it is made of are there; what comes after one that failed is not begun. */
const buildModels = flow({ name: 'build-models' }, async function buildModels(models: Readonly<Record<string, Model>>) {
  const built: Record<string, TaskFuture<{ model: string; rows: number }>> = {}
  for (const [model, { from, sql }] of Object.entries(models)) {
    const waitFor = from.flatMap((name) => built[name] ?? [])
    built[model] = build.withOptions({ waitFor }).submit(model, sql)
  }
  const ends = await Promise.all(
    Object.entries(built).map(async ([model, future]) => {
      const state = await future.wait()
      return { model, state: state.name, rows: state.isCompleted ? state.result().rows : null }
    }),
  )
  await artifacts.table(ends, { key: 'models' })
  return ends.map(({ model, state, rows }) => `${model}: ${rows ?? state}`).join(', ')
})

console.log(await buildModels(MODELS))
