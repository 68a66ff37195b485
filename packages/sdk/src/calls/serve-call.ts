import type { Answers, CallEnd, FromHost, Link, Question, ToHost } from './messages.ts'
import type { CallContext } from './task-call.ts'
import { wireError } from './wire-error.ts'

/** What a call tells of itself. */
interface Progress {
  readonly onBegun: (worker: number) => void
  readonly onEnded: (end: CallEnd) => void
}

/** Does for a call, in the process of its flow, what only that can: talk to the server, log, keep results. */
export function serveCall(link: Link<ToHost, FromHost>, context: CallContext, { onBegun, onEnded }: Progress): void {
  const { session } = context
  link.listen((message) => {
    switch (message.type) {
      case 'begun':
        return onBegun(message.worker)
      case 'log':
        return session.logs.add(message.line)
      case 'event':
        return session.events.add(message.event)
      case 'print':
        return session.print(message.level, message.at, message.speaker, message.message, message.colours)
      case 'ask':
        // Every failure is an answer.
        return void reply(link, context, message.id, message.question)
      case 'ended':
        return onEnded(message.end)
    }
  })
}

async function reply(link: Link<ToHost, FromHost>, context: CallContext, id: number, question: Question): Promise<void> {
  try {
    link.post({ type: 'answer', id, value: await answer(context, question) })
  } catch (error) {
    link.post({ type: 'failure', id, error: wireError(error) })
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
