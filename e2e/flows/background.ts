// Background tasks: `background.ts serve [limit]`, `background.ts delay <label> <count> <seconds>`, which waits for the
// results, or `background.ts flow <label>`, which delays one in a flow.
import { appendFileSync } from 'node:fs'
import { flow, logger, sleep, task } from 'millrace'

const WITNESS = process.env['WITNESS'] ?? ''

interface Note {
  readonly label: string
  readonly number: number
  readonly at: Date
}

export const note = task({ retries: 0 }, async function note(label: string, number: number, seconds = 0): Promise<Note> {
  appendFileSync(WITNESS, `begin ${label} ${number} ${process.pid}\n`)
  logger().info(`working on ${label} ${number}`)
  await sleep(seconds)
  if (label === 'broken') throw new TypeError(`no ${number}`)
  appendFileSync(WITNESS, `end ${label} ${number} ${process.pid}\n`)
  return { label, number, at: new Date(number) }
})

const around = flow({ name: 'around' }, async function around(label: string) {
  const first = note.delay(label, 1)
  // A delayed run may be an argument of another task, here of another delayed one.
  const { number } = await first
  return await note.delay(label, number + 1)
})

const [mode, label = '', count = '1', seconds = '0'] = process.argv.slice(2)
if (mode === 'serve') await note.serve({ limit: Number(label === '' ? 10 : label) })
else if (mode === 'flow') console.log(JSON.stringify(await around(label)))
else {
  const futures = Array.from({ length: Number(count) }, (_, number) => note.delay(label, number, Number(seconds)))
  await Promise.all(futures.map((future) => future.scheduled))
  console.log(`scheduled ${futures.map(({ taskRunId }) => taskRunId).join(' ')}`)
  if (mode === 'await') {
    for (const future of futures) {
      const state = await future.wait()
      console.log(state.isCompleted ? `result ${JSON.stringify(await future)}` : `state ${state.toString()}`)
    }
  }
}
