import { appendFileSync } from 'node:fs'
import { flow } from 'millrace'

/** Leaves its mark once each time it is done. */
export const counted = flow({ name: 'counted' }, async function counted(witness: string, index: number): Promise<void> {
  appendFileSync(witness, `${index}\n`)
})
