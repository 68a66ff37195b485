// A flow that is cancelled: `cancelled.ts alone <marker>`, or `cancelled.ts parent <deployment> <marker>`, which runs another one.
import { writeFile } from 'node:fs/promises'
import { flow, sleep } from 'millrace'
import { runDeployment } from 'millrace/deployments'

const alone = flow({ name: 'cancelled-alone' }, async function alone(marker: string) {
  await writeFile(marker, 'running')
  await sleep(120)
})

const parent = flow({ name: 'cancelled-parent' }, async function parent(deployment: string, marker: string) {
  await runDeployment(deployment, { parameters: { marker } })
})

const [mode, first = '', second = ''] = process.argv.slice(2)
const state = mode === 'alone' ? await alone.returnState(first) : await parent.returnState(first, second)
console.log(`ended ${state.name}`)
