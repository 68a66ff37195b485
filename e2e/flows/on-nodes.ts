// A script whose tasks run on nodes. Arguments: the address of Redis, and a folder where tasks leave notes.
import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { distributed, flow, sleep, task } from 'millrace'

const [redis = '', folder = ''] = process.argv.slice(2)

const work = task(async function work(notes: string, label: string): Promise<string> {
  appendFileSync(join(notes, 'notes'), `begun ${label} ${process.pid}\n`)
  while (!existsSync(join(notes, 'go'))) await sleep(0.05)
  appendFileSync(join(notes, 'notes'), `ended ${label} ${process.pid}\n`)
  return label.toUpperCase()
})

export const onNodes = flow({ taskRunner: distributed({ redis }) }, async function onNodes(notes: string) {
  return await work.map(notes, ['one', 'two'])
})

if (redis !== '') process.stdout.write(`result ${(await onNodes(folder)).join(' ')}\n`)
