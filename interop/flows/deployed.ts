// Serves the flows of our SDK that have twins in deployed.py, until it is stopped.
import { flow, serve, sleep, suspend, task } from 'millrace'
import { z } from 'zod'

const Approval = z.object({ name: z.string(), amount: z.number().int().default(1) })

const note = task({ name: 'note', taskRunName: '{text}' }, async (text: string) => text)

const setAside = flow({ name: 'interop-set-aside' }, async () => {
  await note('before')
  const { name, amount } = await suspend({ input: Approval, timeoutSeconds: 120, key: 'approval' })
  await note(`${amount} by ${name}`)
})

const longStep = task({ name: 'long-step' }, async () => await sleep(300))

const part = flow({ name: 'interop-part' }, async () => await longStep())

const stopped = flow({ name: 'interop-stopped' }, async () => {
  longStep.submit()
  await part()
})

await serve([
  { flow: setAside, name: 'ours' },
  { flow: stopped, name: 'ours' },
])
