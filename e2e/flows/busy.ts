import { appendFileSync } from 'node:fs'
import { flow, sleep } from 'millrace'

/** Writes down when it begins and ends, and is busy in between. */
export const busy = flow({ name: 'busy' }, async function busy(index: number, witness: string, seconds: number): Promise<void> {
  appendFileSync(witness, `begin ${index} ${process.pid}\n`)
  await sleep(seconds)
  appendFileSync(witness, `end ${index} ${process.pid}\n`)
})
