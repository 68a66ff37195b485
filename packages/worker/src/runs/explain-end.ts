import type { InfrastructureEnd } from '../types/worker-type.ts'

const CODES: Readonly<Record<number, string>> = {
  1: 'the process failed before or outside the flow; its output says why',
  9: 'Node.js refused one of its arguments',
  13: 'the flow waits for something that never comes: a promise that nobody settles',
  126: 'the command of the job is not executable',
  127: 'the command of the job was not found',
  134: 'the process aborted itself, most often because Node.js ran out of heap memory: raise --max-old-space-size in NODE_OPTIONS',
  137: 'the process was killed (SIGKILL), most often because the machine or container ran out of memory',
  139: 'the process crashed in native code (segmentation fault)',
  143: 'the process was asked to end (SIGTERM)',
  247: 'the process was killed, most often because the machine or container ran out of memory',
}

const SIGNALS: Readonly<Record<string, number>> = { SIGABRT: 134, SIGKILL: 137, SIGSEGV: 139, SIGTERM: 143 }

/** Why a process that did not bring its run to an end is gone: `exited with status code 137: …`. */
export function explainEnd({ exitCode, signal, reason }: InfrastructureEnd): string {
  if (reason !== undefined) return reason
  if (signal !== null) {
    const meaning = CODES[SIGNALS[signal] ?? -1]
    return `was ended by ${signal}${meaning === undefined ? '' : `: ${meaning}`}`
  }
  if (exitCode === null) return 'is gone, nobody knows how'
  if (exitCode === 0) return 'exited with status code 0 without reporting how its flow run ended: it called process.exit()'
  const meaning = CODES[exitCode]
  return `exited with status code ${exitCode}${meaning === undefined ? '' : `: ${meaning}`}`
}
