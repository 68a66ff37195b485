import { flow, receiveInput, sendInput } from 'millrace'
import { z } from 'zod'

/** Sends inputs to the run of a Python flow, and takes its two answers. */
const talk = flow({ name: 'our-talk' }, async function talk(to: string) {
  for (const word of ['one', 'two']) await sendInput(to, word, { key: 'word' })
  await sendInput(to, { name: 'Ada' }, { key: 'guest' })
  const answers: unknown[] = []
  const answer = z.union([z.number(), z.object({ name: z.string() })])
  for await (const { value } of receiveInput(answer, { key: 'answer', timeoutSeconds: 60 })) if (answers.push(value) === 2) break
  return answers
})

console.log(JSON.stringify(await talk(process.argv[2] ?? '')))
