import { setTimeout } from 'node:timers/promises'
import { flow, logger, task } from 'millrace'

const turn = task({ name: 'turn' }, async function turn(number: number) {
  logger().info(`turns ${number}`)
  return number
})

/** Whether somebody has typed a line. */
let isEnough = false

/**
 * What one watches while it goes on: rounds of tasks that write a line each, with a pause in milliseconds after each round. It goes on until
 * a line is typed where no number of rounds is given.
 */
const busy = flow({ name: 'busy', flowRunName: 'busy-wheel' }, async function busy(rounds: number | null, tasks: number, pause: number) {
  for (let round = 0; rounds === null ? !isEnough : round < rounds; round += 1) {
    const begun = performance.now()
    await Promise.all(Array.from({ length: tasks }, (_, number) => turn(round * tasks + number)))
    await setTimeout(Math.max(0, pause - (performance.now() - begun)))
  }
})

const [rounds = 10, tasks = 10, pause = 100] = process.argv.slice(2).map(Number)
if (rounds > 0) await busy(rounds, tasks, pause)
else {
  process.stdin.once('data', () => {
    isEnough = true
  })
  await busy(null, tasks, pause)
  process.stdin.destroy()
}
