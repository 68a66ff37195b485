import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getClient, serveTasks, task } from 'millrace'

export const processOrder = task({ retries: 2, taskRunName: 'order-{id}' }, async function processOrder(id: number, items: string[]) {
  if (items.length === 0) throw new Error('an order of nothing')
  return { id, shipped: items.length }
})

/** `POST /orders` answers at once, with the run that will do the work; `GET /orders/RUN` says how that is. */
const shop = createServer(async (request, response) => {
  const answer = (status: number, body: unknown): void => void response.writeHead(status).end(JSON.stringify(body))
  if (request.method === 'POST') {
    const { id, items } = (await new Response(request).json()) as { id: number; items: string[] }
    const order = processOrder.delay(id, items)
    await order.scheduled
    return answer(202, { run: order.taskRunId })
  }
  const run = request.url?.split('/').at(-1) ?? ''
  const { taskRuns } = await getClient()
  const { state_name: state } = await taskRuns.read({ params: { id: run } })
  return answer(200, { state })
})
await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/orders`

// Workers are processes of their own, as many as there is work for; here one is in the same process, and ends when all is done.
const done = new AbortController()
const serving = serveTasks([processOrder], { limit: 4, signal: done.signal })

const order = await fetch(url, { method: 'POST', body: JSON.stringify({ id: 7, items: ['book', 'pen'] }) })
const { run } = (await order.json()) as { run: string }
let state = ''
while (!['Completed', 'Failed', 'Crashed'].includes(state)) {
  await new Promise((resolve) => setTimeout(resolve, 100))
  state = ((await (await fetch(`${url}/${run}`)).json()) as { state: string }).state
}
console.log(`${order.status}, then ${state}`)
done.abort()
await serving
shop.close()
