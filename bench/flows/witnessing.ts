import { appendFileSync } from 'node:fs'
import { flow, flowRun } from 'millrace'

/** Leaves the id of its run in a file, a line for each time that it is executed. */
export const witnessing = flow({ name: 'witnessing' }, async function witnessing(witness: string): Promise<void> {
  appendFileSync(witness, `${flowRun().id}\n`)
})
