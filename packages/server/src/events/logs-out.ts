import { logFilter } from '@millrace/protocol'
import { sendFrame, type SocketReader } from '../http/socket.ts'
import { logMatches } from './log-matches.ts'
import type { LogStream } from './log-stream.ts'
import { answerPings, readSubscription } from './subscription.ts'

/** Sends log lines that fit the filter of the first frame as they arrive. */
export async function sendLogs(reader: SocketReader, stream: LogStream): Promise<void> {
  const subscription = await readSubscription(reader, logFilter)
  if (subscription === undefined) return
  const unsubscribe = stream.subscribe((logs) => {
    for (const log of logs) if (logMatches(subscription.filter, log) && !sendFrame(reader.socket, { type: 'log', log })) return
  })
  try {
    await answerPings(reader)
  } finally {
    unsubscribe()
  }
}
