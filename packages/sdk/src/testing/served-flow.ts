// A script that serves a flow which never ends; `serve.test.ts` interrupts it.
import { flow, logger, sleep } from '../index.ts'

const endless = flow(async function endless() {
  logger().info('ready')
  await sleep(3600)
})

await endless.serve({ name: 'script' })
process.stdout.write('served\n')
