import { z } from 'zod'
import { stateType } from '../states/state.ts'
import { runBar } from './rows.ts'

/** The task runs of one task in one flow run: how many, how many failed, the worst of their states, and the seconds that they ran. */
const cell = z.object({ count: z.int(), failed: z.int(), state_type: stateType, seconds: z.number() })

/** Which task fails again and again: the latest runs of a flow, the oldest first, and for each task a cell for each of them. */
export const flowGrid = z.object({
  runs: z.array(runBar),
  tasks: z.array(z.object({ name: z.string(), cells: z.array(cell.nullable()) })),
})
export type FlowGrid = z.output<typeof flowGrid>
