import { flow, logger, receiveInput, sendInput, task } from 'millrace'
import { z } from 'zod'

const Question = z.object({ text: z.string(), topic: z.enum(['weather', 'time']) })

const answer = task({ taskRunName: 'answer about {topic}' }, async function answer(topic: 'weather' | 'time', text: string) {
  logger().info(`asked: ${text}`)
  return topic === 'weather' ? 'sunny' : 'noon'
})

/** Answers whoever asks, until somebody says goodbye. What is no question is passed over; the log says why. */
const assistant = flow({ name: 'assistant' }, async function assistant() {
  let answered = 0
  for await (const { value, respond } of receiveInput(z.union([Question, z.literal('goodbye')]), { key: 'question', timeoutSeconds: 60 })) {
    if (value === 'goodbye') break
    await respond(await answer(value.topic, value.text))
    answered += 1
  }
  return answered
})

/** Another flow; a web server or a script would send its questions just so. */
const visitor = flow({ name: 'visitor' }, async function visitor(assistantRun: string) {
  await sendInput(assistantRun, { text: 'Anybody there?' }, { key: 'question' }) // has no topic
  await sendInput(assistantRun, { topic: 'weather', text: 'Do I need an umbrella?' }, { key: 'question' })
  await sendInput(assistantRun, { topic: 'time', text: 'Am I late?' }, { key: 'question' })
  const answers: string[] = []
  for await (const { value } of receiveInput(z.string())) if (answers.push(value) === 2) break
  await sendInput(assistantRun, 'goodbye', { key: 'question' })
  return answers
})

const started = Promise.withResolvers<string>()
const answering = assistant.withOptions({ onRunning: (_flow, run) => started.resolve(run.id) })()
const answers = await visitor(await started.promise)
console.log(`${answers.join(', ')}; ${await answering} answered`)
