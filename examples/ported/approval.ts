import { artifacts, flow, flowRun, getClient, logger, pause, resumeFlowRun, task } from 'millrace'
import { z } from 'zod'

interface Stale {
  readonly table: string
  readonly rows: number
}

const findStale = task(async function findStale(): Promise<Stale[]> {
  return ['sessions', 'carts', 'audit'].map((table, index) => ({ table, rows: (index + 1) * 1000 }))
})

const drop = task({ taskRunName: 'drop-{table}' }, async function drop(table: string) {
  logger().info(`dropped the stale rows of ${table}`)
  return table
})

/** What the form in the UI asks; the same schema checks and types the answer. */
const Decision = z.object({
  approved: z.boolean().describe('May these rows be deleted?'),
  keep: z.array(z.string()).default([]).describe('Tables to leave alone'),
})

const cleanUp = flow({ name: 'database-clean-up' }, async function cleanUp() {
  const stale = await findStale()
  await artifacts.table(stale, { key: 'stale-rows', description: 'What would be deleted' })
  const { approved, keep } = await pause({
    input: Decision,
    description: `Delete rows of **${stale.length}** tables?`,
    timeoutSeconds: 600,
  })
  if (!approved) return []
  return await drop.map(stale.map(({ table }) => table).filter((table) => !keep.includes(table)))
})

/** Stands for the person who looks at the form. */
const reviewed = flow({ name: 'reviewed-clean-up' }, async function reviewed() {
  const cleaned = cleanUp()
  const { flowRuns } = await getClient()
  for (;;) {
    const [waiting] = await flowRuns.filter({
      body: {
        flow_runs: { state: { type: { any_: ['PAUSED'] } }, parent_flow_run_id: { any_: [flowRun().id] } },
      },
    })
    if (waiting !== undefined) {
      await resumeFlowRun(waiting.id, { input: { approved: true, keep: ['audit'] } })
      break
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return await cleaned
})

console.log(`dropped: ${(await reviewed()).join(', ')}`)
