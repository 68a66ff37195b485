import { expect, it } from 'vitest'
import { explainEnd } from './explain-end.ts'

it.each([
  [
    { exitCode: 137, signal: null },
    'exited with status code 137: the process was killed (SIGKILL), most often because the machine or container ran out of memory',
  ],
  [
    { exitCode: null, signal: 'SIGKILL' },
    'was ended by SIGKILL: the process was killed (SIGKILL), most often because the machine or container ran out of memory',
  ],
  [{ exitCode: 42, signal: null }, 'exited with status code 42'],
  [{ exitCode: 0, signal: null }, 'exited with status code 0 without reporting how its flow run ended: it called process.exit()'],
  [{ exitCode: null, signal: null }, 'is gone, nobody knows how'],
  [{ exitCode: 137, signal: null, reason: 'ran out of memory (limit 64 MB)' }, 'ran out of memory (limit 64 MB)'],
])('%j', (end, explanation) => {
  expect(explainEnd(end)).toBe(explanation)
})
