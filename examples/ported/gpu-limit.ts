import { availableParallelism } from 'node:os'
import { concurrency, flow, getClient, logger, rateLimit, sleep, task } from 'millrace'

/** Each worker has a name of its own, and with it a limit of its own: `WORKER_ID=gpu-1 millrace worker start --pool ml`. */
const limit = `gpu:${process.env['WORKER_ID'] ?? 'default'}`
let busy = 0
let most = 0

const download = task(async function download(image: number) {
  await rateLimit('image-store') // nobody has made this limit: it limits nothing, and says so
  return { image, path: `/images/${image}.jpg` }
})

const infer = task(async function infer({ image }: { image: number; path: string }) {
  await using _gpu = await concurrency(limit)
  busy += 1
  most = Math.max(most, busy)
  await sleep(0.05)
  busy -= 1
  return { image, label: image % 2 === 0 ? 'cat' : 'dog' }
})

const classify = flow({ name: 'classify-images' }, async function classify(images: number[]) {
  const labels = await infer.map(download.map(images))
  logger().info(`${labels.length} images, at most ${most} at once, on ${availableParallelism()} processors`)
  return labels.filter(({ label }) => label === 'cat').length
})

// As `millrace gcl create gpu:default --limit 2` does.
const { concurrencyLimitsV2 } = await getClient()
await concurrencyLimitsV2.create({ body: { name: limit, limit: 2 } })
console.log(`${await classify([1, 2, 3, 4, 5, 6])} cats, at most ${most} images at once`)
