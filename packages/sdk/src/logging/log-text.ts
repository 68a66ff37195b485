import type { Timestamp } from '@millrace/protocol'
import type { Speaker } from './run-logger.ts'

/**
 * A line of a log as the JSON text of the API's `LogCreate`. It is text from the beginning: a flow may write very many lines, and objects
 * would be kept, copied and walked once more before they are sent.
 */
export type LogText = string

/** Writes the lines of one speaker; what is the same in all of them is turned to text once. */
export function logTexts({ source, flowRunId, taskRunId }: Speaker): (level: number, message: string, timestamp: Timestamp) => LogText {
  const begin = `{"name":${JSON.stringify(source)},"level":`
  const end = `","flow_run_id":${JSON.stringify(flowRunId)},"task_run_id":${JSON.stringify(taskRunId)}}`
  return (level, message, timestamp) => `${begin}${level},"message":${JSON.stringify(message)},"timestamp":"${timestamp}${end}`
}
