import { appendFileSync } from 'node:fs'
import { concurrency, flow, flowRun, sleep, task } from 'millrace'

/** Milliseconds that something takes, so that a kill has something to hit. */
const WHILE = 60
const STEPS = 4

/** Writes down what this process does for a run; one line is one write, so lines of several processes do not mix. */
function note(witness: string, what: string, detail = '-'): void {
  appendFileSync(witness, `${what} ${flowRun().id} ${process.pid} ${detail}\n`)
}

/** A side effect that must not be done again once its task has ended. */
const step = task({ name: 'step' }, async function step(witness: string, number: number): Promise<number> {
  note(witness, 'does', `step-${number}`)
  await sleep(WHILE / 1000)
  return number
})

let failed = false

/** Fails the first time in each process. */
const shaky = task({ name: 'shaky', retries: 2 }, async function shaky(): Promise<string> {
  if (!failed) {
    failed = true
    throw new Error('the first time it fails')
  }
  return 'the second time it does not'
})

/** Holds a slot of the limit `chaos` for a while. */
const narrow = task({ name: 'narrow' }, async function narrow(witness: string): Promise<string> {
  await using _slot = await concurrency('chaos', 1, { leaseSeconds: 60 })
  note(witness, 'holds')
  await sleep(WHILE / 1000)
  note(witness, 'frees')
  return 'through'
})

const part = flow({ name: 'part', persistResult: true }, async function part(witness: string): Promise<number> {
  const number = await step(witness, STEPS)
  note(witness, 'did', `step-${number}`)
  return number
})

/** Steps with side effects, a task that is retried, a slot that others want, a subflow. */
export const order = flow({ name: 'order', persistResult: true }, async function order(witness: string): Promise<number> {
  note(witness, 'begins')
  let sum = 0
  for (let number = 0; number < STEPS; number += 1) {
    sum += await step(witness, number)
    note(witness, 'did', `step-${number}`)
  }
  await shaky()
  await narrow(witness)
  sum += await part(witness)
  note(witness, 'ends')
  return sum
})

/** What a schedule starts. */
export const tick = flow({ name: 'tick' }, async function tick(witness: string): Promise<void> {
  note(witness, 'begins')
  await sleep(WHILE / 1000)
  note(witness, 'ends')
})
