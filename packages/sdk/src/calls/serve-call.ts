import type { Answers, CallEnd, FromHost, Question, ToHost } from './messages.ts'
import type { CallContext } from './task-call.ts'
import { wireError } from './wire-error.ts'

/** What a call tells of itself. */
interface Progress {
  readonly onBegun: () => void
  readonly onEnded: (end: CallEnd) => void
}

/** Says something to a call. */
type Post = (message: ToHost) => void

/** Answers what does for a call, in the process of its flow, what only that can: talk to the server, log, keep results. */
export function serveCall(post: Post, context: CallContext, { onBegun, onEnded }: Progress): (message: FromHost) => void {
  const { session } = context
  return (message) => {
    switch (message.type) {
      case 'begun':
        return onBegun()
      case 'log':
        return session.logs.add(message.line)
      case 'event':
        return session.events.add(message.event)
      case 'print':
        return session.print(message.level, message.at, message.speaker, message.message, message.colours)
      case 'ask':
        // Every failure is an answer.
        return void reply(post, context, message.id, message.question)
      case 'ended':
        return onEnded(message.end)
    }
  }
}

async function reply(post: Post, context: CallContext, id: number, question: Question): Promise<void> {
  try {
    post({ type: 'answer', id, value: await answer(context, question) })
  } catch (error) {
    post({ type: 'failure', id, error: wireError(error) })
  }
}

async function answer({ session, plan, flow }: CallContext, question: Question): Promise<Answers[Question['what']]> {
  switch (question.what) {
    case 'scope':
      return { settings: session.settings, address: session.client.transport.address, flow }
    case 'send':
      return await session.client.transport.send(question.request)
    case 'read':
      return await plan.storage.read(question.key)
    case 'write':
      return await plan.storage.write(question.key, question.text)
    case 'room':
      return await session.events.whenRoom()
    case 'flush':
      return await session.flush()
  }
}
