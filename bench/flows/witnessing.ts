import { appendFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { flow, flowRun } from 'millrace'

/** Leaves in a file, each time that it is executed, a line when it begins and one when it ends; `seconds` lie between them. */
export const witnessing = flow({ name: 'witnessing' }, async function witnessing(witness: string, seconds: number = 0): Promise<void> {
  appendFileSync(witness, `begin ${flowRun().id}\n`)
  await pause(seconds * 1000)
  appendFileSync(witness, `end ${flowRun().id}\n`)
})
