// A task on its own, which asks the server nothing: what becomes of it is told in the background.
import { logger, task } from 'millrace'

const alone = task(async function alone(label: string) {
  logger().info(`working on ${label}`)
})

await alone(process.argv[2] ?? 'nothing')
console.log('done')
